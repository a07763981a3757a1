/** What an editor is told while a cell is written. */
import { afterAll, expect, test } from 'vitest';
import { Editor } from '../../lib/notebooks/editor';

const editor = new Editor();
afterAll(() => editor.close());

test('knows the types and comments of what cells have imported and declared', { timeout: 240_000 }, () => {
  editor.remember("import { attentionPattern } from './exercises/02-attention';\nconst size = 3;");
  const told = (name: string) =>
    editor
      .inspect(name, 1)
      ?.displayParts?.map(({ text }) => text)
      .join('');
  expect(told('attentionPattern')).toContain(
    'function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor',
  );
  expect(told('size')).toBe('const size: 3');
  expect(editor.complete('attentionP', 10).candidates).toEqual(['attentionPattern']);
});
