#!/usr/bin/env node
import { Engine } from '@grove/engine';
import { BackgroundThreads } from './background-threads';
import { setUpV8 } from './v8-settings';
import { openStores } from './stores';
import { runReplica } from './replica-process';

setUpV8();
new BackgroundThreads().watch();
runReplica({ openStores, createEngine: (options, ports) => new Engine(options, ports) });
