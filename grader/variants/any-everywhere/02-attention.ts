// Written without types, as JavaScript in a .ts file.
// @ts-nocheck
var tf = await import('@tensorflow/tfjs');

export var attentionPattern = function (q, k) {
  var dHead = q.shape[q.shape.length - 1];
  var scores = tf.matMul(q, k, false, true);
  scores = tf.div(scores, Math.sqrt(dHead));
  return tf.softmax(scores);
};
export var attention = function () {
  return tf.matMul(attentionPattern(arguments[0], arguments[1]), arguments[2]);
};
