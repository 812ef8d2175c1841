type Leaf = 'bigint' | 'number' | 'boolean' | 'string'

/** What a value must look like: a leaf, a list, an object with these fields, or one keyed by anything. */
export type Shape =
  | Leaf
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'fields'; readonly of: Readonly<Record<string, Shape>> }
  | { readonly kind: 'keyed'; readonly of: Shape }

/** The one shape that fits `T`, so that a field added to a state does not compile until it is named here. */
export type ShapeOf<T> = [T] extends [bigint]
  ? 'bigint'
  : [T] extends [number]
    ? 'number'
    : [T] extends [boolean]
      ? 'boolean'
      : [T] extends [string]
        ? 'string'
        : [T] extends [readonly (infer E)[]]
          ? { readonly kind: 'list'; readonly of: ShapeOf<E> }
          : Record<never, never> extends T
            ? { readonly kind: 'keyed'; readonly of: ShapeOf<NonNullable<T[keyof T]>> }
            : FieldsOf<T>
type FieldsOf<T> = { readonly kind: 'fields'; readonly of: { readonly [K in keyof T]-?: ShapeOf<T[K]> } }

/** A list of values of one shape. */
export const list = <S extends Shape>(of: S) => ({ kind: 'list', of }) as const
/** An object keyed by anything, its values of one shape. */
export const keyed = <S extends Shape>(of: S) => ({ kind: 'keyed', of }) as const
/** An object with these fields. */
export const fields = <F extends Readonly<Record<string, Shape>>>(of: F) => ({ kind: 'fields', of }) as const
