/** Does native work here? Runs in a process of its own, since a bad binding may end the process; prints JSON. */
import { tryBackend } from '../backend';

const problem = await tryBackend('native');
console.log(JSON.stringify({ problem }));
