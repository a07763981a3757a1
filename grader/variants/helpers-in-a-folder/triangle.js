export const lowerTriangle = (size) =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => Number(column <= row)),
  );
