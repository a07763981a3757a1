/** What an editor asks for while a cell is being written: the types of names, and what could come next. */
import { type Converter, createConverter } from 'tslab/dist/converter.js';
import { root } from '../root';
import { declareProject } from './declarations';

/** tslab's answers. They need a compiler that knows all types, which takes seconds to start: only when asked. */
export class Editor {
  private converter: Converter | undefined;
  private declared = '';
  private unread: string[] = [];

  /** @param cell - the text of a cell that was run: its names are known from now on */
  remember(cell: string): void {
    this.unread.push(cell);
  }

  inspect(source: string, position: number) {
    return this.ready().inspect(this.declared, source, position);
  }

  complete(source: string, position: number) {
    return this.ready().complete(this.declared, source, position);
  }

  close(): void {
    this.converter?.close();
  }

  private ready(): Converter {
    if (!this.converter) declareProject(root);
    this.converter ??= createConverter({ isJS: false, isBrowser: false });
    // A cell with a mistake in its types declares nothing here.
    for (const cell of this.unread) {
      this.declared = this.converter.convert(this.declared, cell).declOutput ?? this.declared;
    }
    this.unread = [];
    return this.converter;
  }
}
