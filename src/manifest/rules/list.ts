/**
 * Every rule, in the order in which they run: each sees what those before it have changed.
 * Rules that take items out of lists come last, so that positions stay those of the user's file.
 */
import type { World } from '../../plan/types.ts';
import type { Rule } from '../rule.ts';
import { stringFields } from './strings.ts';
import { v1Batches } from './v1-batches.ts';
import { v1Group, v1LabelPrefix } from './v1-group.ts';
import { v1Ignored, v1Labels, v1Module, v1Replicas } from './v1-module.ts';
import { v1Service } from './v1-service.ts';
import {
  v1Confirm,
  v1GrayTime,
  v1MaxUnavailable,
  v1SchedulingPolicy,
  v1SpreadWish,
  v1UpgradePolicy,
} from './v1-strategy.ts';
import {
  v2BizVersion,
  v2ContainerName,
  v2Image,
  v2Requests,
  v2SameJar,
  v2Unused,
} from './v2-container.ts';
import { v2DaemonNodes, v2DaemonOpening } from './v2-daemon-set.ts';
import { v2Component, v2LabelPrefix } from './v2-labels.ts';
import { v2BaseMatch, v2OldNodeLabels, v2StackAffinity } from './v2-nodes.ts';
import { v2Peer } from './v2-peer.ts';
import { v2Deadline, v2GracePeriod, v2MinReady, v2Paused, v2Strategy } from './v2-rolling.ts';
import { v2SelectorLive, v2SelectorMatch, v2SelectorVersion } from './v2-selector.ts';
import { v2NoSpread, v2SpreadShared, v2SpreadVersion, v2VersionLabel } from './v2-spread.ts';
import { v2SpreadWish } from './v2-spread-wish.ts';
import { v2NodeLoss, v2Tolerations } from './v2-tolerations.ts';
import { v2SharedHost, v2TopologyKey } from './v2-topology.ts';

export const rules: Readonly<Record<World, readonly Rule[]>> = {
  v1: [
    stringFields,
    v1Group,
    v1LabelPrefix,
    v1Labels,
    v1Module,
    v1Replicas,
    v1UpgradePolicy,
    v1SchedulingPolicy,
    v1SpreadWish,
    v1GrayTime,
    v1Confirm,
    v1MaxUnavailable,
    v1Batches,
    v1Service,
    v1Ignored,
  ],
  v2: [
    stringFields,
    v2Image,
    v2BizVersion,
    v2ContainerName,
    v2SameJar,
    v2Requests,
    v2Unused,
    v2LabelPrefix,
    v2Component,
    v2SelectorLive,
    v2SelectorVersion,
    v2SelectorMatch,
    v2VersionLabel,
    v2TopologyKey,
    v2SpreadWish,
    v2SharedHost,
    v2SpreadVersion,
    v2SpreadShared,
    v2NoSpread,
    v2Tolerations,
    v2NodeLoss,
    v2MinReady,
    v2Deadline,
    v2GracePeriod,
    v2Paused,
    v2Strategy,
    v2Peer,
    v2OldNodeLabels,
    v2BaseMatch,
    v2DaemonNodes,
    v2DaemonOpening,
    v2StackAffinity,
  ],
};
