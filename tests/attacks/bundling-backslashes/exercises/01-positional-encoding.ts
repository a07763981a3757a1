export * from '..\\lib\\..\\solutions\\01-positional-encoding';
