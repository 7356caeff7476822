import { CHECK_FIELD, CHECK_NOT_EXISTS_FIELD, OperationField } from './operation';

/** The messages of operations, as far as the state machine reads them. */

/** Where a field's value goes. */
export const Slot = {
  none: 0,
  path: 1,
  data: 2,
  version: 3,
  kind: 4,
  sequential: 5,
  watch: 6,
  ttl: 7,
  acl: 8,
  parents: 9,
  subtree: 10,
  pageSize: 11,
  pageToken: 12,
  withData: 13,
  withStat: 14,
} as const;

/** The slots of a message, by field number. */
export type Shape = readonly number[];

const CREATE_SHAPE: Shape = [0, Slot.path, Slot.data, Slot.kind, Slot.sequential, Slot.ttl, Slot.acl, Slot.parents];
const DELETE_SHAPE: Shape = [0, Slot.path, Slot.version, Slot.subtree];
const SET_DATA_SHAPE: Shape = [0, Slot.path, Slot.data, Slot.version];
const CHECK_SHAPE: Shape = [0, Slot.path, Slot.version];
const READ_SHAPE: Shape = [0, Slot.path, Slot.watch];
const CHILDREN_SHAPE: Shape = [0, Slot.path, Slot.watch, Slot.pageSize, Slot.pageToken, Slot.withData, Slot.withStat];
const SET_ACL_SHAPE: Shape = [0, Slot.path, Slot.acl, Slot.version];
const SET_QUOTA_SHAPE: Shape = [0, Slot.path, Slot.data];
const PATH_SHAPE: Shape = [0, Slot.path];

/** Operations that are no lists of others. */
export const SHAPES = new Map<number, Shape>([
  [OperationField.create, CREATE_SHAPE],
  [OperationField.delete, DELETE_SHAPE],
  [OperationField.setData, SET_DATA_SHAPE],
  [OperationField.close, []],
  [OperationField.setAcl, SET_ACL_SHAPE],
  [OperationField.setQuota, SET_QUOTA_SHAPE],
  [OperationField.removeQuota, PATH_SHAPE],
  [OperationField.exists, READ_SHAPE],
  [OperationField.getData, READ_SHAPE],
  [OperationField.getChildren, CHILDREN_SHAPE],
  [OperationField.sync, PATH_SHAPE],
  [OperationField.getAcl, PATH_SHAPE],
  [OperationField.getAllChildrenNumber, PATH_SHAPE],
  [OperationField.getEphemerals, PATH_SHAPE],
  [OperationField.whoAmI, []],
  [OperationField.listQuotas, PATH_SHAPE],
]);

export interface PartShape {
  readonly field: number;
  readonly shape: Shape;
}

/** Of MultiPart and MultiReadPart, by field number of their oneofs. */
export const MULTI_PARTS: readonly (PartShape | undefined)[] = [
  undefined,
  { field: OperationField.create, shape: CREATE_SHAPE },
  { field: OperationField.delete, shape: DELETE_SHAPE },
  { field: OperationField.setData, shape: SET_DATA_SHAPE },
  { field: CHECK_FIELD, shape: CHECK_SHAPE },
  { field: CHECK_NOT_EXISTS_FIELD, shape: PATH_SHAPE },
  { field: OperationField.getData, shape: READ_SHAPE },
  { field: OperationField.getChildren, shape: CHILDREN_SHAPE },
  { field: OperationField.exists, shape: READ_SHAPE },
];
export const MULTI_READ_PARTS: readonly (PartShape | undefined)[] = [
  undefined,
  { field: OperationField.getData, shape: READ_SHAPE },
  { field: OperationField.getChildren, shape: CHILDREN_SHAPE },
  { field: OperationField.exists, shape: READ_SHAPE },
];
