const run = new Function("throw new Error('look at my stack');\n//# sourceURL=own.js\n//# sourceMappingURL=file://{{canaryFile}}");
export function positionalEncoding() {
  try {
    run();
  } catch (error) {
    throw new Error(`look at my stack ${(error as Error).stack}`);
  }
}
//# sourceMappingURL={{canaryFile}}
