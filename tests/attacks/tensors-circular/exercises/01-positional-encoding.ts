export function positionalEncoding() {
  const circle: Record<string, unknown> = {};
  for (let index = 0; index < 3; index += 1) circle[`again${index}`] = circle;
  return circle;
}
