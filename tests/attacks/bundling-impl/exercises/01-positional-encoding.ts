export * from '#impl/../solutions/01-positional-encoding';
