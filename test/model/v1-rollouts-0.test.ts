import { testShard } from './shard.ts';
import { v1Game } from './v1/play.ts';

testShard(v1Game, 0);
