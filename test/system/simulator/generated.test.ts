import { testGenerated, testOpenInputs } from '../../properties/test-generated.ts';

testGenerated({ graphs: 500, seeds: 20 });
testOpenInputs(500);
