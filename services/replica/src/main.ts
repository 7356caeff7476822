#!/usr/bin/env node
import { Engine } from '@grove/engine';
import { letHeapGrow } from './heap-growth';
import { openStores } from './stores';
import { runReplica } from './replica-process';

letHeapGrow();
runReplica({ openStores, createEngine: (options, ports) => new Engine(options, ports) });
