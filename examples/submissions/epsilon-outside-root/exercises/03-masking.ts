/**
 * 03 Masking
 */
import * as tf from "@tensorflow/tfjs";

/** Formula (1) of the paper without its softmax. */
function scaledScores(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
    const dHead = q.shape.at(-1) as number;
    return q.matMul(k, false, true).div(Math.sqrt(dHead));
}

export function causalMask(seq: number): tf.Tensor2D {
    const rows: number[][] = [];
    for (let i = 0; i < seq; i++) {
        const row: number[] = [];
        for (let j = 0; j < seq; j++) {
            row.push(j <= i ? 1 : 0);
        }
        rows.push(row);
    }
    return tf.tensor2d(rows, [seq, seq], "float32");
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const veryNegative = tf.onesLike(scores).mul(-1e30);
    return tf.where(mask.greater(0.5), scores, veryNegative);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    return applyMask(scaledScores(q, k), mask).softmax(-1).matMul(v);
}
