#!/usr/bin/env node
import { Engine } from '@grove/engine';
import { openStores } from './stores';
import { runReplica } from './replica-process';

runReplica({ openStores, createEngine: (options, ports) => new Engine(options, ports) });
