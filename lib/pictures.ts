/** All that notebooks draw: charts, and `show`, which puts one below the cell. */
export { accuracyChart } from './charts/accuracy';
export { attentionChart } from './charts/attention-pattern';
export { barChart } from './charts/bars';
export { heatMap } from './charts/heat-map';
export { histogram } from './charts/histogram';
export { influenceChart } from './charts/influence';
export { lineChart } from './charts/lines';
export { batchAccuracyChart, lossChart } from './charts/loss';
export { encodingChart } from './charts/positional-encoding';
export { matricesOf, matrixOf, show, sideBySide, titled } from './notebooks/picture';
