import { v2Game } from './play.ts';
import { testShard } from './shard.ts';

testShard(v2Game, 0);
