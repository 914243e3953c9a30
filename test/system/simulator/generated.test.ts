import { testGenerated } from '../../properties/test-generated.ts';

testGenerated({ graphs: 500, seeds: 20 });
