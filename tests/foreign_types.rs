//! What the notebook's type inference is told of polars and burn, held against the real crates: every declared function is called with
//! its declared signature. Written by scripts/declare.py; a signature that has changed does not compile.
// The signatures are as those crates have them.
#![allow(dead_code, clippy::all)]

/// The functions and operators that a file of declarations has.
fn declared(text: &str) -> usize {
    text.matches("pub fn ").count() + text.matches("core::ops::").count() + text.matches(" {}\n").count()
}

#[test]
fn every_declaration_is_checked() {
    let checked = |name: &str| {
        let own = include_str!("foreign_types.rs");
        let module = own.split(&format!("\nmod {name} {{")).nth(1).unwrap().split("\n}\n").next().unwrap();
        module.matches("\n    fn of_").count()
    };
    let polars = declared(include_str!("../notebooks/kernel/foreign/polars/src/prelude.rs"));
    let burn = declared(include_str!("../notebooks/kernel/foreign/burn/src/tensor.rs"));
    assert_eq!((checked("polars"), checked("burn")), (polars, burn));
    assert!(polars > 200 && burn > 100);
}

#[rustfmt::skip]
mod polars {
    use noisyfer::polars::prelude::*;

    fn of_1<'this>(this: &'this Column) -> &'this Series { <Column>::as_materialized_series(this) }
    fn of_2(this: &Column) -> Series { <Column>::as_materialized_series_maintain_scalar(this) }
    fn of_3<'this>(this: &'this mut Column) -> &'this mut Series { <Column>::into_materialized_series(this) }
    fn of_4(this: Column) -> Series { <Column>::take_materialized_series(this) }
    fn of_5(this: &Column) -> Column { <Column>::to_unit_list(this) }
    fn of_6(this: &DataFrame, frac: &Series, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<DataFrame> { <DataFrame>::sample_frac(this, frac, with_replacement, shuffle, seed) }
    fn of_7(this: &DataFrame, n: &Series, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<DataFrame> { <DataFrame>::sample_n(this, n, with_replacement, shuffle, seed) }
    fn of_8() -> DataFrame { <DataFrame>::empty() }
    fn of_9(schema: SchemaRef) -> DataFrame { <DataFrame>::empty_with_arc_schema(schema) }
    fn of_10(schema: &Schema) -> DataFrame { <DataFrame>::empty_with_schema(schema) }
    fn of_11(this: &DataFrame) -> usize { <DataFrame>::height(this) }
    fn of_12(columns: Vec<Column>) -> PolarsResult<DataFrame> { <DataFrame>::new_infer_broadcast(columns) }
    fn of_13(columns: Vec<Column>) -> PolarsResult<DataFrame> { <DataFrame>::new_infer_height(columns) }
    fn of_14(height: usize, columns: Vec<Column>) -> PolarsResult<DataFrame> { <DataFrame>::new_with_broadcast(height, columns) }
    fn of_15<'this>(this: &'this DataFrame) -> &'this SchemaRef { <DataFrame>::schema(this) }
    fn of_16(this: &DataFrame) -> (usize, usize) { <DataFrame>::shape(this) }
    fn of_17(this: &DataFrame) -> bool { <DataFrame>::shape_has_zero(this) }
    fn of_18(this: &DataFrame) -> usize { <DataFrame>::width(this) }
    fn of_19<I, S>(this: &DataFrame, columns: I, options: ExplodeOptions) -> PolarsResult<DataFrame> where I: IntoIterator<Item = S>, S: AsRef<str> { <DataFrame>::explode::<I, S>(this, columns, options) }
    fn of_20<'this>(this: &'this mut DataFrame, columns: &[Column]) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::hstack_mut(this, columns) }
    fn of_21<'this>(this: &'this mut DataFrame) -> &'this mut DataFrame { <DataFrame>::align_chunks(this) }
    fn of_22<'this>(this: &'this mut DataFrame) -> &'this mut DataFrame { <DataFrame>::align_chunks_par(this) }
    fn of_23<'this>(this: &'this DataFrame, name: &str) -> PolarsResult<&'this Column> { <DataFrame>::column(this, name) }
    fn of_24(this: &DataFrame, name: &str) -> PolarsResult<DataFrame> { <DataFrame>::drop(this, name) }
    fn of_25(this: &mut DataFrame, name: &str) -> PolarsResult<Column> { <DataFrame>::drop_in_place(this, name) }
    fn of_26<I, S>(this: &DataFrame, names: I) -> DataFrame where I: IntoIterator<Item = S>, S: Into<PlSmallStr> { <DataFrame>::drop_many::<I, S>(this, names) }
    fn of_27<S>(this: &DataFrame, subset: Option<&[S]>) -> PolarsResult<DataFrame> where for<'a> &'a S: AsRef<str> { <DataFrame>::drop_nulls::<S>(this, subset) }
    fn of_28(this: &DataFrame) -> Vec<DataType> { <DataFrame>::dtypes(this) }
    fn of_29(this: &mut DataFrame, schema: &Schema) -> PolarsResult<()> { <DataFrame>::ensure_matches_schema(this, schema) }
    fn of_30(this: &DataFrame) -> usize { <DataFrame>::estimated_size(this) }
    fn of_31(this: &mut DataFrame, other: &DataFrame) -> PolarsResult<()> { <DataFrame>::extend(this, other) }
    fn of_32(this: &DataFrame) -> Vec<Field> { <DataFrame>::fields(this) }
    fn of_33(this: &DataFrame, strategy: FillNullStrategy) -> PolarsResult<DataFrame> { <DataFrame>::fill_null(this, strategy) }
    fn of_34(this: &DataFrame, mask: &BooleanChunked) -> PolarsResult<DataFrame> { <DataFrame>::filter(this, mask) }
    fn of_35(this: &DataFrame, mask: &BooleanChunked) -> PolarsResult<DataFrame> { <DataFrame>::filter_seq(this, mask) }
    fn of_36(this: &DataFrame) -> usize { <DataFrame>::first_col_n_chunks(this) }
    fn of_37(schema: &Schema, height: usize) -> DataFrame { <DataFrame>::full_null(schema, height) }
    fn of_38(this: &DataFrame, idx: usize) -> Option<Vec<AnyValue<'_>>> { <DataFrame>::get(this, idx) }
    fn of_39(this: &DataFrame, name: &str) -> Option<usize> { <DataFrame>::get_column_index(this, name) }
    fn of_40<'this>(this: &'this DataFrame) -> Vec<&'this PlSmallStr> { <DataFrame>::get_column_names(this) }
    fn of_41(this: &DataFrame) -> Vec<PlSmallStr> { <DataFrame>::get_column_names_owned(this) }
    fn of_42(this: &DataFrame) -> Option<PolarsResult<DataType>> { <DataFrame>::get_supertype(this) }
    fn of_43(this: &DataFrame, length: Option<usize>) -> DataFrame { <DataFrame>::head(this, length) }
    fn of_44(this: &DataFrame, columns: &[Column]) -> PolarsResult<DataFrame> { <DataFrame>::hstack(this, columns) }
    fn of_45<'this>(this: &'this mut DataFrame, index: usize, column: Column) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::insert_column(this, index, column) }
    fn of_46(this: &DataFrame) -> PolarsResult<BooleanChunked> { <DataFrame>::is_duplicated(this) }
    fn of_47(this: &DataFrame) -> PolarsResult<BooleanChunked> { <DataFrame>::is_unique(this) }
    fn of_48(this: &DataFrame) -> usize { <DataFrame>::max_n_chunks(this) }
    fn of_49(this: &DataFrame) -> DataFrame { <DataFrame>::null_count(this) }
    fn of_50<'this>(this: &'this mut DataFrame) -> &'this mut DataFrame { <DataFrame>::rechunk_mut(this) }
    fn of_51<'this>(this: &'this mut DataFrame) -> &'this mut DataFrame { <DataFrame>::rechunk_mut_par(this) }
    fn of_52<'this>(this: &'this mut DataFrame, column: &str, name: PlSmallStr) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::rename(this, column, name) }
    fn of_53<'this>(this: &'this mut DataFrame, column: &str, new_col: Column) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::replace(this, column, new_col) }
    fn of_54<'this>(this: &'this mut DataFrame, index: usize, new_column: Column) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::replace_column(this, index, new_column) }
    fn of_55(this: &DataFrame) -> DataFrame { <DataFrame>::reverse(this) }
    fn of_56<I, S>(this: &DataFrame, names: I) -> PolarsResult<DataFrame> where I: IntoIterator<Item = S>, S: AsRef<str> { <DataFrame>::select::<I, S>(this, names) }
    fn of_57<'this>(this: &'this DataFrame, idx: usize) -> Option<&'this Column> { <DataFrame>::select_at_idx(this, idx) }
    fn of_58(this: &DataFrame, selection: impl IntoIterator<Item = impl AsRef<str>>) -> PolarsResult<Vec<Column>> { <DataFrame>::select_to_vec(this, selection) }
    fn of_59<T>(this: &mut DataFrame, new_names: &[T]) -> PolarsResult<()> where T: AsRef<str> { <DataFrame>::set_column_names::<T>(this, new_names) }
    fn of_60(this: &DataFrame, periods: i64) -> DataFrame { <DataFrame>::shift(this, periods) }
    fn of_61(this: &DataFrame) -> bool { <DataFrame>::should_rechunk(this) }
    fn of_62(this: &mut DataFrame) { <DataFrame>::shrink_to_fit(this) }
    fn of_63(this: &DataFrame, offset: i64, length: usize) -> DataFrame { <DataFrame>::slice(this, offset, length) }
    fn of_64(this: &DataFrame, by: impl IntoIterator<Item = impl AsRef<str>>, sort_options: SortMultipleOptions) -> PolarsResult<DataFrame> { <DataFrame>::sort(this, by, sort_options) }
    fn of_65<'this>(this: &'this mut DataFrame, by: impl IntoIterator<Item = impl AsRef<str>>, sort_options: SortMultipleOptions) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::sort_in_place(this, by, sort_options) }
    fn of_66(this: &DataFrame, offset: i64) -> (DataFrame, DataFrame) { <DataFrame>::split_at(this, offset) }
    fn of_67(this: &DataFrame, length: Option<usize>) -> DataFrame { <DataFrame>::tail(this, length) }
    fn of_68(this: &DataFrame, indices: &IdxCa) -> PolarsResult<DataFrame> { <DataFrame>::take(this, indices) }
    fn of_69(this: &DataFrame, name: &str) -> PolarsResult<usize> { <DataFrame>::try_get_column_index(this, name) }
    fn of_70<I, S>(this: &DataFrame, subset: Option<&[String]>, keep: UniqueKeepStrategy, slice: Option<(i64, usize)>) -> PolarsResult<DataFrame> { <DataFrame>::unique::<I, S>(this, subset, keep, slice) }
    fn of_71(this: &DataFrame, subset: Option<&[String]>, keep: UniqueKeepStrategy, slice: Option<(i64, usize)>) -> PolarsResult<DataFrame> { <DataFrame>::unique_stable(this, subset, keep, slice) }
    fn of_72(this: &DataFrame, other: &DataFrame) -> PolarsResult<DataFrame> { <DataFrame>::vstack(this, other) }
    fn of_73<'this>(this: &'this mut DataFrame, other: &DataFrame) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::vstack_mut(this, other) }
    fn of_74<'this>(this: &'this mut DataFrame, other: DataFrame) -> &'this mut DataFrame { <DataFrame>::vstack_mut_owned_unchecked(this, other) }
    fn of_75<'this>(this: &'this mut DataFrame, other: &DataFrame) -> &'this mut DataFrame { <DataFrame>::vstack_mut_unchecked(this, other) }
    fn of_76<'this>(this: &'this mut DataFrame, column: Column) -> PolarsResult<&'this mut DataFrame> { <DataFrame>::with_column(this, column) }
    fn of_77(this: &mut DataFrame, columns: impl IntoIterator<Item = Column>, output_schema: &Schema) -> PolarsResult<()> { <DataFrame>::with_columns_mut(this, columns, output_schema) }
    fn of_78(this: &DataFrame, name: PlSmallStr, offset: Option<IdxSize>) -> PolarsResult<DataFrame> { <DataFrame>::with_row_index(this, name, offset) }
    fn of_79(this: &DataFrame, other: &DataFrame) -> bool { <DataFrame>::equals(this, other) }
    fn of_80(this: &DataFrame, other: &DataFrame) -> bool { <DataFrame>::equals_missing(this, other) }
    fn of_81(this: &DataFrame, other: &DataFrame) -> PolarsResult<()> { <DataFrame>::schema_equal(this, other) }
    fn of_82(this: &Series, strategy: FillNullStrategy) -> PolarsResult<Series> { <Series>::fill_null(this, strategy) }
    fn of_83(this: &Series, frac: f64, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<Series> { <Series>::sample_frac(this, frac, with_replacement, shuffle, seed) }
    fn of_84(name: PlSmallStr, values: &[AnyValue<'_>], strict: bool) -> PolarsResult<Series> { <Series>::from_any_values(name, values, strict) }
    fn of_85(name: PlSmallStr, values: &[AnyValue<'_>], dtype: &DataType, strict: bool) -> PolarsResult<Series> { <Series>::from_any_values_and_dtype(name, values, dtype, strict) }
    fn of_86<'this>(this: &'this Series) -> PolarsResult<&'this BooleanChunked> { <Series>::bool(this) }
    fn of_87<'this>(this: &'this Series) -> PolarsResult<&'this Float32Chunked> { <Series>::f32(this) }
    fn of_88<'this>(this: &'this Series) -> PolarsResult<&'this Float64Chunked> { <Series>::f64(this) }
    fn of_89<'this>(this: &'this Series) -> PolarsResult<&'this Int32Chunked> { <Series>::i32(this) }
    fn of_90<'this>(this: &'this Series) -> PolarsResult<&'this Int64Chunked> { <Series>::i64(this) }
    fn of_91<'this>(this: &'this Series) -> PolarsResult<&'this ListChunked> { <Series>::list(this) }
    fn of_92<'this>(this: &'this Series) -> PolarsResult<&'this StringChunked> { <Series>::str(this) }
    fn of_93<'this>(this: &'this Series) -> Option<&'this BooleanChunked> { <Series>::try_bool(this) }
    fn of_94<'this>(this: &'this Series) -> Option<&'this Float32Chunked> { <Series>::try_f32(this) }
    fn of_95<'this>(this: &'this Series) -> Option<&'this Float64Chunked> { <Series>::try_f64(this) }
    fn of_96<'this>(this: &'this Series) -> Option<&'this Int32Chunked> { <Series>::try_i32(this) }
    fn of_97<'this>(this: &'this Series) -> Option<&'this Int64Chunked> { <Series>::try_i64(this) }
    fn of_98<'this>(this: &'this Series) -> Option<&'this ListChunked> { <Series>::try_list(this) }
    fn of_99<'this>(this: &'this Series) -> Option<&'this StringChunked> { <Series>::try_str(this) }
    fn of_100<'this>(this: &'this Series) -> Option<&'this UInt32Chunked> { <Series>::try_u32(this) }
    fn of_101<'this>(this: &'this Series) -> PolarsResult<&'this UInt32Chunked> { <Series>::u32(this) }
    fn of_102(this: &Series, value: AnyValue<'_>, n: usize) -> PolarsResult<Series> { <Series>::extend_constant(this, value, n) }
    fn of_103(this: &Series) -> Series { <Series>::get_leaf_array(this) }
    fn of_104(this: &Series) -> PolarsResult<ListChunked> { <Series>::implode(this) }
    fn of_105(this: &Series) -> ListChunked { <Series>::to_unit_list(this) }
    fn of_106<'this>(this: &'this mut Series, other: &Series) -> PolarsResult<&'this mut Series> { <Series>::append(this, other) }
    fn of_107<'this>(this: &'this mut Series, other: Series) -> PolarsResult<&'this mut Series> { <Series>::append_owned(this, other) }
    fn of_108(this: &mut Series) -> PolarsResult<usize> { <Series>::as_single_ptr(this) }
    fn of_109(this: &mut Series) { <Series>::compute_len(this) }
    fn of_110(this: &Series) -> usize { <Series>::estimated_size(this) }
    fn of_111(this: &Series, options: ExplodeOptions) -> PolarsResult<Series> { <Series>::explode(this, options) }
    fn of_112<'this>(this: &'this mut Series, other: &Series) -> PolarsResult<&'this mut Series> { <Series>::extend(this, other) }
    fn of_113(this: &Series, n: usize, offset: usize) -> PolarsResult<Series> { <Series>::gather_every(this, n, offset) }
    fn of_114(this: &Series, length: Option<usize>) -> Series { <Series>::head(this, length) }
    fn of_115(this: &Series) -> PolarsResult<BooleanChunked> { <Series>::is_finite(this) }
    fn of_116(this: &Series) -> PolarsResult<BooleanChunked> { <Series>::is_infinite(this) }
    fn of_117(this: &Series) -> PolarsResult<BooleanChunked> { <Series>::is_nan(this) }
    fn of_118(this: &Series) -> PolarsResult<BooleanChunked> { <Series>::is_not_nan(this) }
    fn of_119(this: &Series) -> PolarsResult<Scalar> { <Series>::mean_reduce(this) }
    fn of_120(name: PlSmallStr, dtype: &DataType) -> Series { <Series>::new_empty(name, dtype) }
    fn of_121(this: &Series) -> PolarsResult<Scalar> { <Series>::product(this) }
    fn of_122<'this>(this: &'this mut Series, name: PlSmallStr) -> &'this mut Series { <Series>::rename(this, name) }
    fn of_123(this: &mut Series) { <Series>::shrink_to_fit(this) }
    fn of_124(this: &Series, sort_options: SortOptions) -> PolarsResult<Series> { <Series>::sort(this, sort_options) }
    fn of_125(this: &Series, dtype: &DataType) -> PolarsResult<Series> { <Series>::strict_cast(this, dtype) }
    fn of_126(this: &Series) -> PolarsResult<Scalar> { <Series>::sum_reduce(this) }
    fn of_127(this: &Series, length: Option<usize>) -> Series { <Series>::tail(this, length) }
    fn of_128(this: &Series) -> PolarsResult<Series> { <Series>::to_float(this) }
    fn of_129<'this>(this: &'this Series) -> &'this Series { <Series>::to_storage(this) }
    fn of_130(this: &Series) -> PolarsResult<Series> { <Series>::unique_stable(this) }
    fn of_131(this: Series, name: PlSmallStr) -> Series { <Series>::with_name(this, name) }
    fn of_132(this: &Series, mask: &BooleanChunked, other: &Series) -> PolarsResult<Series> { <Series>::zip_with(this, mask, other) }
    fn of_133(this: &Series, other: &Series) -> bool { <Series>::equals(this, other) }
    fn of_134(this: &Series, other: &Series) -> bool { <Series>::equals_missing(this, other) }
    fn of_135<E: Into<Expr>>(this: ChainedThen, expr: E) -> Expr { <ChainedThen>::otherwise::<E>(this, expr) }
    fn of_136<E: Into<Expr>>(this: ChainedThen, condition: E) -> ChainedWhen { <ChainedThen>::when::<E>(this, condition) }
    fn of_137(this: Expr) -> Expr { <Expr>::cbrt(this) }
    fn of_138(this: Expr, rhs: Expr) -> Expr { <Expr>::floor_div(this, rhs) }
    fn of_139<E: Into<Expr>>(this: Expr, exponent: E) -> Expr { <Expr>::pow::<E>(this, exponent) }
    fn of_140(this: Expr) -> Expr { <Expr>::sqrt(this) }
    fn of_141(this: Expr, rhs: Expr) -> Expr { <Expr>::true_div(this, rhs) }
    fn of_142(this: &Expr) -> PolarsResult<usize> { <Expr>::extract_usize(this) }
    fn of_143(this: &Expr, schema: &Schema) -> PolarsResult<Field> { <Expr>::to_field(this, schema) }
    fn of_144(this: Expr) -> Expr { <Expr>::max(this) }
    fn of_145(this: Expr, by: Expr) -> Expr { <Expr>::max_by(this, by) }
    fn of_146(this: Expr) -> Expr { <Expr>::mean(this) }
    fn of_147(this: Expr) -> Expr { <Expr>::median(this) }
    fn of_148(this: Expr) -> Expr { <Expr>::min(this) }
    fn of_149(this: Expr, by: Expr) -> Expr { <Expr>::min_by(this, by) }
    fn of_150(this: Expr) -> Expr { <Expr>::nan_max(this) }
    fn of_151(this: Expr) -> Expr { <Expr>::nan_min(this) }
    fn of_152(this: Expr, ddof: u8) -> Expr { <Expr>::std(this, ddof) }
    fn of_153(this: Expr) -> Expr { <Expr>::sum(this) }
    fn of_154(this: Expr, ddof: u8) -> Expr { <Expr>::var(this, ddof) }
    fn of_155(this: Expr) -> Expr { <Expr>::agg_groups(this) }
    fn of_156<S>(this: Expr, name: S) -> Expr where S: Into<PlSmallStr> { <Expr>::alias::<S>(this, name) }
    fn of_157(this: Expr, ignore_nulls: bool) -> Expr { <Expr>::all(this, ignore_nulls) }
    fn of_158<E: Into<Expr>>(this: Expr, expr: E) -> Expr { <Expr>::and::<E>(this, expr) }
    fn of_159(this: Expr, ignore_nulls: bool) -> Expr { <Expr>::any(this, ignore_nulls) }
    fn of_160<E: Into<Expr>>(this: Expr, other: E, upcast: bool) -> Expr { <Expr>::append::<E>(this, other, upcast) }
    fn of_161(this: Expr) -> Expr { <Expr>::arg_max(this) }
    fn of_162(this: Expr) -> Expr { <Expr>::arg_min(this) }
    fn of_163(this: Expr, descending: bool, nulls_last: bool) -> Expr { <Expr>::arg_sort(this, descending, nulls_last) }
    fn of_164(this: Expr) -> Expr { <Expr>::arg_unique(this) }
    fn of_165(this: Expr, dtype: impl Into<DataTypeExpr>) -> Expr { <Expr>::cast(this, dtype) }
    fn of_166(this: Expr) -> Expr { <Expr>::ceil(this) }
    fn of_167(this: Expr, min: Expr, max: Expr) -> Expr { <Expr>::clip(this, min, max) }
    fn of_168(this: Expr, max: Expr) -> Expr { <Expr>::clip_max(this, max) }
    fn of_169(this: Expr, min: Expr) -> Expr { <Expr>::clip_min(this, min) }
    fn of_170(this: Expr) -> Expr { <Expr>::count(this) }
    fn of_171<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::dot::<E>(this, other) }
    fn of_172(this: Expr) -> Expr { <Expr>::drop_nans(this) }
    fn of_173(this: Expr) -> Expr { <Expr>::drop_nulls(this) }
    fn of_174<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::eq::<E>(this, other) }
    fn of_175<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::eq_missing::<E>(this, other) }
    fn of_176(this: Expr, options: ExplodeOptions) -> Expr { <Expr>::explode(this, options) }
    fn of_177<E: Into<Expr>>(this: Expr, fill_value: E) -> Expr { <Expr>::fill_nan::<E>(this, fill_value) }
    fn of_178<E: Into<Expr>>(this: Expr, fill_value: E) -> Expr { <Expr>::fill_null::<E>(this, fill_value) }
    fn of_179<E: Into<Expr>>(this: Expr, predicate: E) -> Expr { <Expr>::filter::<E>(this, predicate) }
    fn of_180(this: Expr) -> Expr { <Expr>::first(this) }
    fn of_181(this: Expr) -> Expr { <Expr>::first_non_null(this) }
    fn of_182(this: Expr) -> Expr { <Expr>::floor(this) }
    fn of_183<E: Into<Expr>>(this: Expr, idx: E, null_on_oob: bool) -> Expr { <Expr>::gather::<E>(this, idx, null_on_oob) }
    fn of_184<E: Into<Expr>>(this: Expr, idx: E, null_on_oob: bool) -> Expr { <Expr>::get::<E>(this, idx, null_on_oob) }
    fn of_185<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::gt::<E>(this, other) }
    fn of_186<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::gt_eq::<E>(this, other) }
    fn of_187(this: Expr) -> Expr { <Expr>::has_nulls(this) }
    fn of_188(this: Expr, length: Option<usize>) -> Expr { <Expr>::head(this, length) }
    fn of_189(this: Expr, maintain_order: bool) -> Expr { <Expr>::implode(this, maintain_order) }
    fn of_190(this: Expr, ignore_nulls: bool) -> Expr { <Expr>::is_empty(this, ignore_nulls) }
    fn of_191(this: Expr) -> Expr { <Expr>::is_finite(this) }
    fn of_192<E: Into<Expr>>(this: Expr, other: E, nulls_equal: bool) -> Expr { <Expr>::is_in::<E>(this, other, nulls_equal) }
    fn of_193(this: Expr) -> Expr { <Expr>::is_infinite(this) }
    fn of_194(this: Expr) -> Expr { <Expr>::is_nan(this) }
    fn of_195(this: Expr) -> Expr { <Expr>::is_not_nan(this) }
    fn of_196(this: Expr) -> Expr { <Expr>::is_not_null(this) }
    fn of_197(this: Expr) -> Expr { <Expr>::is_null(this) }
    fn of_198(this: Expr, allow_empty: bool) -> Expr { <Expr>::item(this, allow_empty) }
    fn of_199(this: Expr) -> Expr { <Expr>::last(this) }
    fn of_200(this: Expr) -> Expr { <Expr>::last_non_null(this) }
    fn of_201<E: Into<Expr>>(this: Expr, expr: E) -> Expr { <Expr>::logical_and::<E>(this, expr) }
    fn of_202<E: Into<Expr>>(this: Expr, expr: E) -> Expr { <Expr>::logical_or::<E>(this, expr) }
    fn of_203(this: Expr) -> Expr { <Expr>::lower_bound(this) }
    fn of_204<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::lt::<E>(this, other) }
    fn of_205<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::lt_eq::<E>(this, other) }
    fn of_206(this: Expr) -> Expr { <Expr>::n_unique(this) }
    fn of_207<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::neq::<E>(this, other) }
    fn of_208<E: Into<Expr>>(this: Expr, other: E) -> Expr { <Expr>::neq_missing::<E>(this, other) }
    fn of_209(this: Expr) -> Expr { <Expr>::not(this) }
    fn of_210(this: Expr) -> Expr { <Expr>::null_count(this) }
    fn of_211<E: Into<Expr>>(this: Expr, expr: E) -> Expr { <Expr>::or::<E>(this, expr) }
    fn of_212<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(this: Expr, partition_by: E) -> PolarsResult<Expr> { <Expr>::over::<E, IE>(this, partition_by) }
    fn of_213() -> Expr { <Expr>::pi() }
    fn of_214(this: Expr) -> Expr { <Expr>::product(this) }
    fn of_215(this: Expr, quantile: Expr, method: QuantileMethod) -> Expr { <Expr>::quantile(this, quantile, method) }
    fn of_216(this: Expr) -> Expr { <Expr>::rechunk(this) }
    fn of_217(this: Expr) -> Expr { <Expr>::reverse(this) }
    fn of_218(this: Expr, decimals: u32, mode: RoundMode) -> Expr { <Expr>::round(this, decimals, mode) }
    fn of_219(this: Expr, digits: i32) -> Expr { <Expr>::round_sig_figs(this, digits) }
    fn of_220(this: Expr, n: Expr) -> Expr { <Expr>::shift(this, n) }
    fn of_221<E: Into<Expr>, IE: Into<Expr>>(this: Expr, n: E, fill_value: IE) -> Expr { <Expr>::shift_and_fill::<E, IE>(this, n, fill_value) }
    fn of_222<E: Into<Expr>, F: Into<Expr>>(this: Expr, offset: E, length: F) -> Expr { <Expr>::slice::<E, F>(this, offset, length) }
    fn of_223(this: Expr, options: SortOptions) -> Expr { <Expr>::sort(this, options) }
    fn of_224<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(this: Expr, by: E, sort_options: SortMultipleOptions) -> Expr { <Expr>::sort_by::<E, IE>(this, by, sort_options) }
    fn of_225(this: Expr, dtype: impl Into<DataTypeExpr>) -> Expr { <Expr>::strict_cast(this, dtype) }
    fn of_226(this: Expr, length: Option<usize>) -> Expr { <Expr>::tail(this, length) }
    fn of_227(this: Expr, decimals: u32) -> Expr { <Expr>::truncate(this, decimals) }
    fn of_228(this: Expr) -> Expr { <Expr>::unique(this) }
    fn of_229(this: Expr) -> Expr { <Expr>::unique_stable(this) }
    fn of_230(this: Expr) -> Expr { <Expr>::upper_bound(this) }
    fn of_231<E: Into<Expr>>(this: Expr, expr: E) -> Expr { <Expr>::xor::<E>(this, expr) }
    fn of_232(this: Expr, other: Expr) -> Expr { std::ops::Add::add(this, other) }
    fn of_233(this: Expr, other: Expr) -> Expr { std::ops::Sub::sub(this, other) }
    fn of_234(this: Expr, other: Expr) -> Expr { std::ops::Div::div(this, other) }
    fn of_235(this: Expr, other: Expr) -> Expr { std::ops::Mul::mul(this, other) }
    fn of_236(this: Expr, other: Expr) -> Expr { std::ops::Rem::rem(this, other) }
    fn of_237(this: Expr) -> Expr { std::ops::Neg::neg(this) }
    fn of_238(this: Selector, other: Selector) -> Selector { std::ops::BitOr::bitor(this, other) }
    fn of_239(this: Selector, other: Selector) -> Selector { std::ops::BitAnd::bitand(this, other) }
    fn of_240(this: Selector, other: Selector) -> Selector { std::ops::BitXor::bitxor(this, other) }
    fn of_241(this: Selector, other: Selector) -> Selector { std::ops::Sub::sub(this, other) }
    fn of_242(this: Selector) -> Selector { std::ops::Not::not(this) }
    fn of_243<E: Into<Expr>>(this: Then, statement: E) -> Expr { <Then>::otherwise::<E>(this, statement) }
    fn of_244<E: Into<Expr>>(this: Then, condition: E) -> ChainedWhen { <Then>::when::<E>(this, condition) }
    fn of_245<E: Into<Expr>>(this: When, expr: E) -> Then { <When>::then::<E>(this, expr) }
    fn of_246() -> Selector { all() }
    fn of_247<S>(name: S) -> Expr where S: Into<PlSmallStr> { col::<S>(name) }
    fn of_248<I, S>(names: I) -> Selector where I: IntoIterator<Item = S>, S: Into<PlSmallStr> { cols::<I, S>(names) }
    fn of_249() -> Expr { len() }
    fn of_250<L: Literal>(t: L) -> Expr { lit::<L>(t) }
    fn of_251<E: Into<Expr>>(condition: E) -> When { when::<E>(condition) }
    fn of_252(this: &mut LazyFrame) -> PolarsResult<SchemaRef> { <LazyFrame>::collect_schema(this) }
    fn of_253(this: LazyFrame) -> LazyFrame { <LazyFrame>::cache(this) }
    fn of_254(this: LazyFrame, dtype: impl Into<DataTypeExpr>, strict: bool) -> LazyFrame { <LazyFrame>::cast_all(this, dtype, strict) }
    fn of_255(this: LazyFrame) -> LazyFrame { <LazyFrame>::clear(this) }
    fn of_256(this: LazyFrame) -> PolarsResult<DataFrame> { <LazyFrame>::collect(this) }
    fn of_257(this: LazyFrame) -> LazyFrame { <LazyFrame>::count(this) }
    fn of_258(this: &LazyFrame) -> PolarsResult<String> { <LazyFrame>::describe_optimized_plan(this) }
    fn of_259(this: &LazyFrame) -> PolarsResult<String> { <LazyFrame>::describe_optimized_plan_tree(this) }
    fn of_260(this: &LazyFrame) -> PolarsResult<String> { <LazyFrame>::describe_plan(this) }
    fn of_261(this: &LazyFrame) -> PolarsResult<String> { <LazyFrame>::describe_plan_tree(this) }
    fn of_262(this: LazyFrame, columns: Selector) -> LazyFrame { <LazyFrame>::drop(this, columns) }
    fn of_263(this: LazyFrame, subset: Option<Selector>) -> LazyFrame { <LazyFrame>::drop_nans(this, subset) }
    fn of_264(this: LazyFrame, subset: Option<Selector>) -> LazyFrame { <LazyFrame>::drop_nulls(this, subset) }
    fn of_265(this: &LazyFrame, optimized: bool) -> PolarsResult<String> { <LazyFrame>::explain(this, optimized) }
    fn of_266(this: LazyFrame, columns: Selector, options: ExplodeOptions) -> LazyFrame { <LazyFrame>::explode(this, columns, options) }
    fn of_267<E: Into<Expr>>(this: LazyFrame, fill_value: E) -> LazyFrame { <LazyFrame>::fill_nan::<E>(this, fill_value) }
    fn of_268<E: Into<Expr>>(this: LazyFrame, fill_value: E) -> LazyFrame { <LazyFrame>::fill_null::<E>(this, fill_value) }
    fn of_269(this: LazyFrame, predicate: Expr) -> LazyFrame { <LazyFrame>::filter(this, predicate) }
    fn of_270(this: LazyFrame) -> LazyFrame { <LazyFrame>::first(this) }
    fn of_271<E: Into<Expr>>(this: LazyFrame, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { <LazyFrame>::full_join::<E>(this, other, left_on, right_on) }
    fn of_272(this: LazyFrame, idxs: LazyFrame, null_on_oob: bool) -> LazyFrame { <LazyFrame>::gather(this, idxs, null_on_oob) }
    fn of_273<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(this: LazyFrame, by: E) -> LazyGroupBy { <LazyFrame>::group_by::<E, IE>(this, by) }
    fn of_274<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(this: LazyFrame, by: E) -> LazyGroupBy { <LazyFrame>::group_by_stable::<E, IE>(this, by) }
    fn of_275<E: Into<Expr>>(this: LazyFrame, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { <LazyFrame>::inner_join::<E>(this, other, left_on, right_on) }
    fn of_276<E: AsRef<[Expr]>>(this: LazyFrame, other: LazyFrame, left_on: E, right_on: E, args: JoinArgs) -> LazyFrame { <LazyFrame>::join::<E>(this, other, left_on, right_on, args) }
    fn of_277(this: LazyFrame) -> LazyFrame { <LazyFrame>::last(this) }
    fn of_278<E: Into<Expr>>(this: LazyFrame, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { <LazyFrame>::left_join::<E>(this, other, left_on, right_on) }
    fn of_279(this: LazyFrame, n: IdxSize) -> LazyFrame { <LazyFrame>::limit(this, n) }
    fn of_280(this: LazyFrame) -> LazyFrame { <LazyFrame>::max(this) }
    fn of_281(this: LazyFrame) -> LazyFrame { <LazyFrame>::mean(this) }
    fn of_282(this: LazyFrame) -> LazyFrame { <LazyFrame>::median(this) }
    fn of_283(this: LazyFrame) -> LazyFrame { <LazyFrame>::min(this) }
    fn of_284(this: LazyFrame) -> LazyFrame { <LazyFrame>::null_count(this) }
    fn of_285(this: LazyFrame) -> PolarsResult<(DataFrame, DataFrame)> { <LazyFrame>::profile(this) }
    fn of_286(this: LazyFrame, quantile: Expr, method: QuantileMethod) -> LazyFrame { <LazyFrame>::quantile(this, quantile, method) }
    fn of_287(this: LazyFrame, predicate: Expr) -> LazyFrame { <LazyFrame>::remove(this, predicate) }
    fn of_288<I, J, T, S>(this: LazyFrame, existing: I, new: J, strict: bool) -> LazyFrame where I: IntoIterator<Item = T>, J: IntoIterator<Item = S>, T: AsRef<str>, S: AsRef<str> { <LazyFrame>::rename::<I, J, T, S>(this, existing, new, strict) }
    fn of_289(this: LazyFrame) -> LazyFrame { <LazyFrame>::reverse(this) }
    fn of_290<E: AsRef<[Expr]>>(this: LazyFrame, exprs: E) -> LazyFrame { <LazyFrame>::select::<E>(this, exprs) }
    fn of_291<E: Into<Expr>>(this: LazyFrame, n: E) -> LazyFrame { <LazyFrame>::shift::<E>(this, n) }
    fn of_292<E: Into<Expr>, IE: Into<Expr>>(this: LazyFrame, n: E, fill_value: IE) -> LazyFrame { <LazyFrame>::shift_and_fill::<E, IE>(this, n, fill_value) }
    fn of_293(this: LazyFrame, offset: i64, len: IdxSize) -> LazyFrame { <LazyFrame>::slice(this, offset, len) }
    fn of_294(this: LazyFrame, by: impl IntoVec<PlSmallStr>, sort_options: SortMultipleOptions) -> LazyFrame { <LazyFrame>::sort(this, by, sort_options) }
    fn of_295<E: AsRef<[Expr]>>(this: LazyFrame, by_exprs: E, sort_options: SortMultipleOptions) -> LazyFrame { <LazyFrame>::sort_by_exprs::<E>(this, by_exprs, sort_options) }
    fn of_296(this: LazyFrame, ddof: u8) -> LazyFrame { <LazyFrame>::std(this, ddof) }
    fn of_297(this: LazyFrame) -> LazyFrame { <LazyFrame>::sum(this) }
    fn of_298(this: LazyFrame, n: IdxSize) -> LazyFrame { <LazyFrame>::tail(this, n) }
    fn of_299(this: LazyFrame, subset: Option<Selector>, keep_strategy: UniqueKeepStrategy) -> LazyFrame { <LazyFrame>::unique(this, subset, keep_strategy) }
    fn of_300(this: LazyFrame, subset: Option<Selector>, keep_strategy: UniqueKeepStrategy) -> LazyFrame { <LazyFrame>::unique_stable(this, subset, keep_strategy) }
    fn of_301(this: LazyFrame, ddof: u8) -> LazyFrame { <LazyFrame>::var(this, ddof) }
    fn of_302(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_check_order(this, toggle) }
    fn of_303(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_cluster_with_columns(this, toggle) }
    fn of_304(this: LazyFrame, expr: Expr) -> LazyFrame { <LazyFrame>::with_column(this, expr) }
    fn of_305<E: AsRef<[Expr]>>(this: LazyFrame, exprs: E) -> LazyFrame { <LazyFrame>::with_columns::<E>(this, exprs) }
    fn of_306<E: AsRef<[Expr]>>(this: LazyFrame, exprs: E) -> LazyFrame { <LazyFrame>::with_columns_seq::<E>(this, exprs) }
    fn of_307(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_predicate_pushdown(this, toggle) }
    fn of_308(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_projection_pushdown(this, toggle) }
    fn of_309(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_row_estimate(this, toggle) }
    fn of_310<S>(this: LazyFrame, name: S, offset: Option<IdxSize>) -> LazyFrame where S: Into<PlSmallStr> { <LazyFrame>::with_row_index::<S>(this, name, offset) }
    fn of_311(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_simplify_expr(this, toggle) }
    fn of_312(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_slice_pushdown(this, toggle) }
    fn of_313(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_type_check(this, toggle) }
    fn of_314(this: LazyFrame, toggle: bool) -> LazyFrame { <LazyFrame>::with_type_coercion(this, toggle) }
    fn of_315(this: LazyFrame) -> LazyFrame { <LazyFrame>::without_optimizations(this) }
    fn of_316<E: AsRef<[Expr]>>(this: LazyGroupBy, aggs: E) -> LazyFrame { <LazyGroupBy>::agg::<E>(this, aggs) }
    fn of_317(this: LazyGroupBy, predicate: Expr) -> LazyGroupBy { <LazyGroupBy>::having(this, predicate) }
    fn of_318(this: LazyGroupBy, n: Option<usize>) -> LazyFrame { <LazyGroupBy>::head(this, n) }
    fn of_319(this: LazyGroupBy, n: Option<usize>) -> LazyFrame { <LazyGroupBy>::tail(this, n) }
    fn of_320() { fn needs<T: IntoLazy>() {} needs::<DataFrame>() }
    fn of_321() { fn needs<T: Literal>() {} needs::<bool>() }
    fn of_322() { fn needs<T: Literal>() {} needs::<f32>() }
    fn of_323() { fn needs<T: Literal>() {} needs::<f64>() }
    fn of_324() { fn needs<T: Literal>() {} needs::<i32>() }
    fn of_325() { fn needs<T: Literal>() {} needs::<i64>() }
    fn of_326() { fn needs<T: Literal>() {} needs::<&str>() }
    fn of_327() { fn needs<T: Literal>() {} needs::<String>() }
}

#[rustfmt::skip]
mod burn {
    use noisyfer::burn::tensor::*;
    use noisyfer::burn::tensor::kind::*;

    fn of_1(this: &TensorData, other: &TensorData, strict: bool) { <TensorData>::assert_eq(this, other, strict) }
    fn of_2<'this>(this: &'this TensorData) -> &'this [u8] { <TensorData>::as_bytes(this) }
    fn of_3<'this, E: Element>(this: &'this mut TensorData) -> Result<&'this mut [E], DataError> { <TensorData>::as_mut_slice::<E>(this) }
    fn of_4<'this, E: Element>(this: &'this TensorData) -> Result<&'this [E], DataError> { <TensorData>::as_slice::<E>(this) }
    fn of_5(this: &TensorData) -> DType { <TensorData>::dtype(this) }
    fn of_6<S: Into<Shape>>(bytes: Vec<u8>, shape: S, dtype: DType) -> TensorData { <TensorData>::from_bytes_vec::<S>(bytes, shape, dtype) }
    fn of_7<E: Element, S: Into<Shape>>(shape: S, fill_value: E) -> TensorData { <TensorData>::full::<E, S>(shape, fill_value) }
    fn of_8<E: Element, S: Into<Shape>>(value: Vec<E>, shape: S) -> TensorData { <TensorData>::new::<E, S>(value, shape) }
    fn of_9(this: &TensorData) -> usize { <TensorData>::num_elements(this) }
    fn of_10<E: Element, S: Into<Shape>>(shape: S) -> TensorData { <TensorData>::ones::<E, S>(shape) }
    fn of_11(this: &TensorData) -> usize { <TensorData>::rank(this) }
    fn of_12<'this>(this: &'this TensorData) -> &'this Shape { <TensorData>::shape(this) }
    fn of_13<S: Into<Shape>>(bytes: Vec<u8>, shape: S, dtype: DType) -> Result<TensorData, DataError> { <TensorData>::try_from_bytes_vec::<S>(bytes, shape, dtype) }
    fn of_14<E: Element, S: Into<Shape>>(shape: S) -> TensorData { <TensorData>::zeros::<E, S>(shape) }
    fn of_15<E: Element>(this: TensorData) -> TensorData { <TensorData>::convert::<E>(this) }
    fn of_16(this: TensorData, dtype: DType) -> TensorData { <TensorData>::convert_dtype(this, dtype) }
    fn of_17(this: TensorData, dtype: DType) -> Result<TensorData, DataError> { <TensorData>::try_cast(this, dtype) }
    fn of_18<E: Element>(this: TensorData) -> Result<TensorData, DataError> { <TensorData>::try_cast_as::<E>(this) }
    fn of_19<E: Element>(this: TensorData) -> Result<Vec<E>, DataError> { <TensorData>::try_into_vec::<E>(this) }
    fn of_20<E: Element>(this: TensorData) -> Result<Vec<E>, DataError> { <TensorData>::try_into_vec_as::<E>(this) }
    fn of_21<E: Element>(this: &TensorData) -> Result<Vec<E>, DataError> { <TensorData>::try_to_vec::<E>(this) }
    fn of_22<E: Element>(this: &TensorData) -> Result<Vec<E>, DataError> { <TensorData>::try_to_vec_as::<E>(this) }
    fn of_23(this: Device) -> Device { <Device>::autodiff(this) }
    fn of_24() -> Device { <Device>::flex() }
    fn of_25(this: &Device) -> Result<(), ExecutionError> { <Device>::flush(this) }
    fn of_26(this: Device) -> Device { <Device>::gradient_checkpointing(this) }
    fn of_27(this: Device) -> Device { <Device>::inner(this) }
    fn of_28(this: &Device) -> bool { <Device>::is_autodiff(this) }
    fn of_29(this: &Device) { <Device>::memory_cleanup(this) }
    fn of_30(this: &Device, seed: u64) { <Device>::seed(this, seed) }
    fn of_31<'a, Iter>(this: &Device, data: Iter) where Iter: Iterator<Item = &'a mut TensorData> { <Device>::staging::<Iter>(this, data) }
    fn of_32(this: &Device, dtype: impl Into<DType>) -> bool { <Device>::supports_dtype(this, dtype) }
    fn of_33(this: &Device) -> Result<(), ExecutionError> { <Device>::sync(this) }
    fn of_34(this: Device) -> Device { <Device>::without_autodiff(this) }
    fn of_35<const D: usize>(this: &Tensor<D>) -> Gradients { <Tensor<D>>::backward(this) }
    fn of_36<const D: usize>(this: &Tensor<D>, grads: &Gradients) -> Option<Tensor<D>> { <Tensor<D>>::grad(this, grads) }
    fn of_37<const D: usize>(this: &Tensor<D>, grads: &mut Gradients) -> Option<Tensor<D>> { <Tensor<D>>::grad_remove(this, grads) }
    fn of_38<const D: usize>(this: &Tensor<D>, grads: &mut Gradients, grad: Tensor<D>) { <Tensor<D>>::grad_replace(this, grads, grad) }
    fn of_39<const D: usize>(this: &Tensor<D>) -> bool { <Tensor<D>>::is_tracked(this) }
    fn of_40<const D: usize, K: Autodiff>(this: Tensor<D, K>) -> Tensor<D, K> { <Tensor<D, K>>::autodiff(this) }
    fn of_41<const D: usize, K: Autodiff>(inner: Tensor<D, K>) -> Tensor<D, K> { <Tensor<D, K>>::from_inner(inner) }
    fn of_42<const D: usize, K: Autodiff>(this: Tensor<D, K>) -> Tensor<D, K> { <Tensor<D, K>>::inner(this) }
    fn of_43<const D: usize, K: Autodiff>(this: &Tensor<D, K>) -> bool { <Tensor<D, K>>::is_autodiff(this) }
    fn of_44<const D: usize, K: Autodiff>(this: Tensor<D, K>) -> Tensor<D, K> { <Tensor<D, K>>::without_autodiff(this) }
    fn of_45<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, Bool> where K: Basic { <Tensor<D, K>>::all(this) }
    fn of_46<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::all_dim(this, dim) }
    fn of_47<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, Bool> where K: Basic { <Tensor<D, K>>::any(this) }
    fn of_48<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::any_dim(this, dim) }
    fn of_49<const D: usize, K>(this: &Tensor<D, K>) -> bool where K: Basic { <Tensor<D, K>>::can_mut(this) }
    fn of_50<const D: usize, K>(tensors: Vec<Tensor<D, K>>, dim: impl AsIndex) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::cat(tensors, dim) }
    fn of_51<const D: usize, K>(this: Tensor<D, K>, chunks: usize, dim: impl AsIndex) -> Vec<Tensor<D, K>> where K: Basic { <Tensor<D, K>>::chunk(this, chunks, dim) }
    fn of_52<const D: usize, K>(this: &Tensor<D, K>) -> Device where K: Basic { <Tensor<D, K>>::device(this) }
    fn of_53<const D: usize, K>(this: &Tensor<D, K>) -> [usize; D] where K: Basic { <Tensor<D, K>>::dims(this) }
    fn of_54<const D: usize, K>(this: &Tensor<D, K>) -> DType where K: Basic { <Tensor<D, K>>::dtype(this) }
    fn of_55<const D: usize, K, S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::empty::<S>(shape, options) }
    fn of_56<const D: usize, K>(this: &Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::empty_like(this) }
    fn of_57<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::equal(this, other) }
    fn of_58<const D: usize, K, E: Element>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::equal_elem::<E>(this, other) }
    fn of_59<const D: usize, K, E: Element>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::equal_scalar::<E>(this, other) }
    fn of_60<const D: usize, K, const D2: usize, S: BroadcastArgs<D, D2>>(this: Tensor<D, K>, shape: S) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::expand::<D2, S>(this, shape) }
    fn of_61<const D: usize, K>(this: &mut Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::extract(this) }
    fn of_62<const D: usize, K, const D2: usize>(this: Tensor<D, K>, start_dim: impl AsIndex, end_dim: impl AsIndex) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::flatten::<D2>(this, start_dim, end_dim) }
    fn of_63<const D: usize, K, const N: usize>(this: Tensor<D, K>, axes: [impl AsIndex; N]) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::flip::<N>(this, axes) }
    fn of_64<const D: usize, K, T>(data: T, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Basic, T: Into<TensorData> { <Tensor<D, K>>::from_data::<T>(data, options) }
    fn of_65<const D: usize, K, S: Into<Shape>, E: ElementConversion>(shape: S, fill_value: E, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::full::<S, E>(shape, fill_value, options) }
    fn of_66<const D: usize, K, E: ElementConversion>(this: &Tensor<D, K>, fill_value: E) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::full_like::<E>(this, fill_value) }
    fn of_67<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, indices: Tensor<D, Int>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::gather(this, dim, indices) }
    fn of_68<const D: usize, K, const M: usize, const DV: usize>(this: Tensor<D, K>, indices: Tensor<M, Int>) -> Tensor<DV, K> where K: Basic { <Tensor<D, K>>::gather_nd::<M, DV>(this, indices) }
    fn of_69<const D: usize, K>(this: Tensor<D, K>) -> TensorData where K: Basic { <Tensor<D, K>>::into_data(this) }
    fn of_70<const D: usize, K, E: Element>(this: Tensor<D, K>) -> TensorData where K: Basic { <Tensor<D, K>>::into_data_as::<E>(this) }
    fn of_71<const D: usize, K>(this: Tensor<D, K>, dtype: DType) -> TensorData where K: Basic { <Tensor<D, K>>::into_data_dtype(this, dtype) }
    fn of_72<const D: usize, K, E: Element>(this: Tensor<D, K>) -> E where K: Basic { <Tensor<D, K>>::into_scalar::<E>(this) }
    fn of_73<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, mask: Tensor<D, Bool>, value: E) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::mask_fill::<E>(this, mask, value) }
    fn of_74<const D: usize, K>(this: Tensor<D, K>, mask: Tensor<D, Bool>) -> Tensor<1, K> where K: Basic { <Tensor<D, K>>::mask_select(this, mask) }
    fn of_75<const D: usize, K>(this: Tensor<D, K>, mask: Tensor<D, Bool>, value: Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::mask_where(this, mask, value) }
    fn of_76<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, start: usize, length: usize) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::narrow(this, dim, start, length) }
    fn of_77<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::not_equal(this, other) }
    fn of_78<const D: usize, K, E: Element>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::not_equal_elem::<E>(this, other) }
    fn of_79<const D: usize, K, E: Element>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Basic { <Tensor<D, K>>::not_equal_scalar::<E>(this, other) }
    fn of_80<const D: usize, K, S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::ones::<S>(shape, options) }
    fn of_81<const D: usize, K>(this: &Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::ones_like(this) }
    fn of_82<const D: usize, K, Dim>(this: Tensor<D, K>, axes: [Dim; D]) -> Tensor<D, K> where K: Basic, Dim: AsIndex { <Tensor<D, K>>::permute::<Dim>(this, axes) }
    fn of_83<const D: usize, K>(this: &Tensor<D, K>) -> usize where K: Basic { <Tensor<D, K>>::rank(this) }
    fn of_84<const D: usize, K>(this: Tensor<D, K>, sizes: &[usize]) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::repeat(this, sizes) }
    fn of_85<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, times: usize) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::repeat_dim(this, dim, times) }
    fn of_86<const D: usize, K, const D2: usize, S: ReshapeArgs<D2>>(this: Tensor<D, K>, shape: S) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::reshape::<D2, S>(this, shape) }
    fn of_87<const D: usize, K, Shift, Dim>(this: Tensor<D, K>, shifts: &[Shift], dims: &[Dim]) -> Tensor<D, K> where K: Basic, Shift: AsIndex, Dim: AsIndex { <Tensor<D, K>>::roll::<Shift, Dim>(this, shifts, dims) }
    fn of_88<const D: usize, K, Shift, Dim>(this: Tensor<D, K>, shift: Shift, dim: Dim) -> Tensor<D, K> where K: Basic, Shift: AsIndex, Dim: AsIndex { <Tensor<D, K>>::roll_dim::<Shift, Dim>(this, shift, dim) }
    fn of_89<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, indices: Tensor<D, Int>, values: Tensor<D, K>, update: IndexingUpdateOp) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::scatter(this, dim, indices, values, update) }
    fn of_90<const D: usize, K, const M: usize, const DV: usize>(this: Tensor<D, K>, indices: Tensor<M, Int>, values: Tensor<DV, K>, update: IndexingUpdateOp) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::scatter_nd::<M, DV>(this, indices, values, update) }
    fn of_91<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, indices: Tensor<1, Int>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::select(this, dim, indices) }
    fn of_92<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex, indices: Tensor<1, Int>, values: Tensor<D, K>, update: IndexingUpdateOp) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::select_assign(this, dim, indices, values, update) }
    fn of_93<const D: usize, K, const D2: usize>(this: Tensor<D, K>, dim: impl AsIndex, index: impl AsIndex) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::select_dim::<D2>(this, dim, index) }
    fn of_94<const D: usize, K>(this: &Tensor<D, K>) -> Shape where K: Basic { <Tensor<D, K>>::shape(this) }
    fn of_95<const D: usize, K, S>(this: Tensor<D, K>, slices: S) -> Tensor<D, K> where K: Basic, S: SliceArg { <Tensor<D, K>>::slice::<S>(this, slices) }
    fn of_96<const D: usize, K, S>(this: Tensor<D, K>, slices: S, values: Tensor<D, K>) -> Tensor<D, K> where K: Basic, S: SliceArg { <Tensor<D, K>>::slice_assign::<S>(this, slices, values) }
    fn of_97<const D: usize, K, S>(this: Tensor<D, K>, dim: impl AsIndex, slice: S) -> Tensor<D, K> where K: Basic, S: Into<Slice> { <Tensor<D, K>>::slice_dim::<S>(this, dim, slice) }
    fn of_98<const D: usize, K, S, E: Element>(this: Tensor<D, K>, slices: S, value: E) -> Tensor<D, K> where K: Basic, S: SliceArg { <Tensor<D, K>>::slice_fill::<S, E>(this, slices, value) }
    fn of_99<const D: usize, K>(this: Tensor<D, K>, split_size: usize, dim: impl AsIndex) -> Vec<Tensor<D, K>> where K: Basic { <Tensor<D, K>>::split(this, split_size, dim) }
    fn of_100<const D: usize, K>(this: Tensor<D, K>, split_sizes: Vec<usize>, dim: impl AsIndex) -> Vec<Tensor<D, K>> where K: Basic { <Tensor<D, K>>::split_with_sizes(this, split_sizes, dim) }
    fn of_101<const D: usize, K, const D2: usize>(this: Tensor<D, K>) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::squeeze::<D2>(this) }
    fn of_102<const D: usize, K, const D2: usize>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::squeeze_dim::<D2>(this, dim) }
    fn of_103<const D: usize, K, const D2: usize>(this: Tensor<D, K>, dims: &[impl AsIndex]) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::squeeze_dims::<D2>(this, dims) }
    fn of_104<const D: usize, K, const D2: usize>(tensors: Vec<Tensor<D, K>>, dim: impl AsIndex) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::stack::<D2>(tensors, dim) }
    fn of_105<const D: usize, K, Dim1, Dim2>(this: Tensor<D, K>, dim1: Dim1, dim2: Dim2) -> Tensor<D, K> where K: Basic, Dim1: AsIndex, Dim2: AsIndex { <Tensor<D, K>>::swap_dims::<Dim1, Dim2>(this, dim1, dim2) }
    fn of_106<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::t(this) }
    fn of_107<const D: usize, K>(this: &Tensor<D, K>) -> TensorData where K: Basic { <Tensor<D, K>>::to_data(this) }
    fn of_108<const D: usize, K, E: Element>(this: &Tensor<D, K>) -> TensorData where K: Basic { <Tensor<D, K>>::to_data_as::<E>(this) }
    fn of_109<const D: usize, K>(this: &Tensor<D, K>, dtype: DType) -> TensorData where K: Basic { <Tensor<D, K>>::to_data_dtype(this, dtype) }
    fn of_110<const D: usize, K>(this: Tensor<D, K>, device: &Device) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::to_device(this, device) }
    fn of_111<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::transpose(this) }
    fn of_112<const D: usize, K>(this: Tensor<D, K>) -> Result<TensorData, ExecutionError> where K: Basic { <Tensor<D, K>>::try_into_data(this) }
    fn of_113<const D: usize, K, E: Element>(this: Tensor<D, K>) -> Result<TensorData, TensorReadError> where K: Basic { <Tensor<D, K>>::try_into_data_as::<E>(this) }
    fn of_114<const D: usize, K>(this: Tensor<D, K>, dtype: DType) -> Result<TensorData, TensorReadError> where K: Basic { <Tensor<D, K>>::try_into_data_dtype(this, dtype) }
    fn of_115<const D: usize, K, E: Element>(this: Tensor<D, K>) -> Result<E, TensorReadError> where K: Basic { <Tensor<D, K>>::try_into_scalar::<E>(this) }
    fn of_116<const D: usize, K, E: Element>(this: Tensor<D, K>) -> Result<Vec<E>, TensorReadError> where K: Basic { <Tensor<D, K>>::try_into_vec_as::<E>(this) }
    fn of_117<const D: usize, K>(this: &Tensor<D, K>) -> Result<TensorData, ExecutionError> where K: Basic { <Tensor<D, K>>::try_to_data(this) }
    fn of_118<const D: usize, K, E: Element>(this: &Tensor<D, K>) -> Result<TensorData, TensorReadError> where K: Basic { <Tensor<D, K>>::try_to_data_as::<E>(this) }
    fn of_119<const D: usize, K>(this: &Tensor<D, K>, dtype: DType) -> Result<TensorData, TensorReadError> where K: Basic { <Tensor<D, K>>::try_to_data_dtype(this, dtype) }
    fn of_120<const D: usize, K, E: Element>(this: &Tensor<D, K>) -> Result<Vec<E>, TensorReadError> where K: Basic { <Tensor<D, K>>::try_to_vec_as::<E>(this) }
    fn of_121<const D: usize, K, const D2: usize, I: AsIndex>(this: Tensor<D, K>, dim: I, size: usize, step: usize) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::unfold::<D2, I>(this, dim, size, step) }
    fn of_122<const D: usize, K, const D2: usize>(this: Tensor<D, K>) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::unsqueeze::<D2>(this) }
    fn of_123<const D: usize, K, const D2: usize>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::unsqueeze_dim::<D2>(this, dim) }
    fn of_124<const D: usize, K, const D2: usize>(this: Tensor<D, K>, axes: &[impl AsIndex]) -> Tensor<D2, K> where K: Basic { <Tensor<D, K>>::unsqueeze_dims::<D2>(this, axes) }
    fn of_125<const D: usize, K, S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::zeros::<S>(shape, options) }
    fn of_126<const D: usize, K>(this: &Tensor<D, K>) -> Tensor<D, K> where K: Basic { <Tensor<D, K>>::zeros_like(this) }
    fn of_127<const D: usize>(this: Tensor<D, Bool>) -> Tensor<2, Int> { <Tensor<D, Bool>>::argwhere(this) }
    fn of_128<const D: usize>(this: Tensor<D, Bool>, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { <Tensor<D, Bool>>::bool_and(this, rhs) }
    fn of_129<const D: usize>(this: Tensor<D, Bool>) -> Tensor<D, Bool> { <Tensor<D, Bool>>::bool_not(this) }
    fn of_130<const D: usize>(this: Tensor<D, Bool>, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { <Tensor<D, Bool>>::bool_or(this, rhs) }
    fn of_131<const D: usize>(this: Tensor<D, Bool>, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { <Tensor<D, Bool>>::bool_xor(this, rhs) }
    fn of_132<const D: usize, S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Tensor<D, Bool> { <Tensor<D, Bool>>::diag_mask::<S>(shape, offset, device) }
    fn of_133<const D: usize>(this: Tensor<D, Bool>) -> Tensor<D> { <Tensor<D, Bool>>::float(this) }
    fn of_134<const D: usize, A: Into<TensorData>>(data: A, device: &Device) -> Tensor<D, Bool> { <Tensor<D, Bool>>::from_bool::<A>(data, device) }
    fn of_135<const D: usize>(this: Tensor<D, Bool>) -> Tensor<D, Int> { <Tensor<D, Bool>>::int(this) }
    fn of_136<const D: usize>(this: Tensor<D, Bool>) -> Vec<Tensor<1, Int>> { <Tensor<D, Bool>>::nonzero(this) }
    fn of_137<const D: usize, S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Tensor<D, Bool> { <Tensor<D, Bool>>::tril_mask::<S>(shape, offset, device) }
    fn of_138<const D: usize, S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Tensor<D, Bool> { <Tensor<D, Bool>>::triu_mask::<S>(shape, offset, device) }
    fn of_139<const D: usize>(this: Tensor<D>, other: Tensor<D>, rtol: Option<f64>, atol: Option<f64>) -> bool { <Tensor<D>>::all_close(this, other, rtol, atol) }
    fn of_140<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::ceil(this) }
    fn of_141<const D: usize>(this: Tensor<D>) -> Tensor<1, Bool> { <Tensor<D>>::contains_nan(this) }
    fn of_142<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I, correction_factor: usize) -> Tensor<D> { <Tensor<D>>::cov::<I>(this, dim, correction_factor) }
    fn of_143<const D: usize, Dim: AsIndex>(this: Tensor<D>, other: Tensor<D>, dim: Dim) -> Tensor<D> { <Tensor<D>>::cross::<Dim>(this, other, dim) }
    fn of_144<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::deg2rad(this) }
    fn of_145<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::dequantize(this) }
    fn of_146<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::detach(this) }
    fn of_147<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::erf(this) }
    fn of_148<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::floor(this) }
    fn of_149<const D: usize, A: Into<TensorData>>(floats: A, device: &Device) -> Tensor<D> { <Tensor<D>>::from_floats::<A>(floats, device) }
    fn of_150<const D: usize>(this: Tensor<D>, other: Tensor<D>) -> Tensor<D> { <Tensor<D>>::hypot(this, other) }
    fn of_151<const D: usize>(this: Tensor<D>) -> Tensor<D, Int> { <Tensor<D>>::int(this) }
    fn of_152<const D: usize>(this: Tensor<D>, other: Tensor<D>, rtol: Option<f64>, atol: Option<f64>) -> Tensor<D, Bool> { <Tensor<D>>::is_close(this, other, rtol, atol) }
    fn of_153<const D: usize>(this: Tensor<D>) -> Tensor<D, Bool> { <Tensor<D>>::is_finite(this) }
    fn of_154<const D: usize>(this: Tensor<D>) -> Tensor<D, Bool> { <Tensor<D>>::is_inf(this) }
    fn of_155<const D: usize>(this: Tensor<D>) -> Tensor<D, Bool> { <Tensor<D>>::is_nan(this) }
    fn of_156<const D: usize>(this: &Tensor<D>) -> bool { <Tensor<D>>::is_require_grad(this) }
    fn of_157<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> Tensor<D> { <Tensor<D>>::median::<I>(this, dim) }
    fn of_158<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> (Tensor<D>, Tensor<D, Int>) { <Tensor<D>>::median_with_indices::<I>(this, dim) }
    fn of_159<const D: usize>(this: Tensor<D>, other: Tensor<D>) -> Tensor<D> { <Tensor<D>>::powf(this, other) }
    fn of_160<const D: usize, E: ElementConversion>(this: Tensor<D>, other: E) -> Tensor<D> { <Tensor<D>>::powf_scalar::<E>(this, other) }
    fn of_161<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::rad2deg(this) }
    fn of_162<const D: usize>(this: &Tensor<D>, distribution: Distribution) -> Tensor<D> { <Tensor<D>>::random_like(this, distribution) }
    fn of_163<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::recip(this) }
    fn of_164<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::require_grad(this) }
    fn of_165<const D: usize>(this: Tensor<D>) -> Tensor<D> { <Tensor<D>>::round(this) }
    fn of_166<const D: usize>(this: Tensor<D>, require_grad: bool) -> Tensor<D> { <Tensor<D>>::set_require_grad(this, require_grad) }
    fn of_167<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> Tensor<D> { <Tensor<D>>::var::<I>(this, dim) }
    fn of_168<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> Tensor<D> { <Tensor<D>>::var_bias::<I>(this, dim) }
    fn of_169<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> (Tensor<D>, Tensor<D>) { <Tensor<D>>::var_mean::<I>(this, dim) }
    fn of_170<const D: usize, I: AsIndex>(this: Tensor<D>, dim: I) -> (Tensor<D>, Tensor<D>) { <Tensor<D>>::var_mean_bias::<I>(this, dim) }
    fn of_171<const D: usize>(this: Tensor<D>, num_samples: usize) -> Tensor<D, Int> { <Tensor<D>>::categorical(this, num_samples) }
    fn of_172<const D: usize>(this: &Tensor<D>) -> bool { <Tensor<D>>::is_distributed(this) }
    fn of_173<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::acos(this) }
    fn of_174<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::acosh(this) }
    fn of_175<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::asin(this) }
    fn of_176<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::asinh(this) }
    fn of_177<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::atan(this) }
    fn of_178<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::atan2(this, other) }
    fn of_179<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::atanh(this) }
    fn of_180<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::cos(this) }
    fn of_181<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::cosh(this) }
    fn of_182<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::exp(this) }
    fn of_183<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::log(this) }
    fn of_184<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::log1p(this) }
    fn of_185<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::sin(this) }
    fn of_186<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::sinh(this) }
    fn of_187<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::sqrt(this) }
    fn of_188<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::square(this) }
    fn of_189<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::tan(this) }
    fn of_190<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: FloatMath { <Tensor<D, K>>::tanh(this) }
    fn of_191<const D: usize>(this: Tensor<D, Float>, other: Tensor<D, Float>) -> Tensor<D, Float> { <Tensor<D, Float>>::fmod(this, other) }
    fn of_192<const D: usize>(this: Tensor<D, Float>, scalar: f32) -> Tensor<D, Float> { <Tensor<D, Float>>::fmod_scalar(this, scalar) }
    fn of_193<const D: usize>(this: Tensor<D, Int>, other: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_and(this, other) }
    fn of_194<const D: usize>(this: Tensor<D, Int>, other: impl ElementConversion) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_and_scalar(this, other) }
    fn of_195<const D: usize>(this: Tensor<D, Int>, other: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_left_shift(this, other) }
    fn of_196<const D: usize>(this: Tensor<D, Int>, other: impl ElementConversion) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_left_shift_scalar(this, other) }
    fn of_197<const D: usize>(this: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_not(this) }
    fn of_198<const D: usize>(this: Tensor<D, Int>, other: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_or(this, other) }
    fn of_199<const D: usize>(this: Tensor<D, Int>, other: impl ElementConversion) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_or_scalar(this, other) }
    fn of_200<const D: usize>(this: Tensor<D, Int>, other: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_right_shift(this, other) }
    fn of_201<const D: usize>(this: Tensor<D, Int>, other: impl ElementConversion) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_right_shift_scalar(this, other) }
    fn of_202<const D: usize>(this: Tensor<D, Int>, other: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_xor(this, other) }
    fn of_203<const D: usize>(this: Tensor<D, Int>, other: impl ElementConversion) -> Tensor<D, Int> { <Tensor<D, Int>>::bitwise_xor_scalar(this, other) }
    fn of_204<const D: usize, S: Into<Shape>, const D2: usize>(shape: S, device: &Device) -> Tensor<D2, Int> { <Tensor<D, Int>>::cartesian_grid::<S, D2>(shape, device) }
    fn of_205<const D: usize>(this: Tensor<D, Int>) -> Tensor<D, Float> { <Tensor<D, Int>>::float(this) }
    fn of_206<const D: usize, A: Into<TensorData>>(ints: A, device: &Device) -> Tensor<D, Int> { <Tensor<D, Int>>::from_ints::<A>(ints, device) }
    fn of_207<const D: usize>(this: Tensor<D, Int>) -> Tensor<D, Int> { <Tensor<D, Int>>::square(this) }
    fn of_208<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::abs(this) }
    fn of_209<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::add(this, other) }
    fn of_210<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::add_scalar::<E>(this, other) }
    fn of_211<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, Bool> where K: Numeric { <Tensor<D, K>>::bool(this) }
    fn of_212<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::cumprod::<I>(this, dim) }
    fn of_213<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::cumsum::<I>(this, dim) }
    fn of_214<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::div(this, other) }
    fn of_215<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::div_scalar::<E>(this, other) }
    fn of_216<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::matmul(this, other) }
    fn of_217<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Numeric { <Tensor<D, K>>::mean(this) }
    fn of_218<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::mean_dim::<I>(this, dim) }
    fn of_219<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::mean_dims::<I>(this, dims) }
    fn of_220<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::mul(this, other) }
    fn of_221<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::mul_scalar::<E>(this, other) }
    fn of_222<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::neg(this) }
    fn of_223<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::powi(this, other) }
    fn of_224<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::powi_scalar::<E>(this, other) }
    fn of_225<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Numeric { <Tensor<D, K>>::prod(this) }
    fn of_226<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::prod_dim::<I>(this, dim) }
    fn of_227<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::prod_dims::<I>(this, dims) }
    fn of_228<const D: usize, K, S: Into<Shape>>(shape: S, distribution: Distribution, options: impl Into<TensorCreationOptions>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::random::<S>(shape, distribution, options) }
    fn of_229<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::remainder(this, other) }
    fn of_230<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::remainder_scalar::<E>(this, other) }
    fn of_231<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::sign(this) }
    fn of_232<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::sub(this, other) }
    fn of_233<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::sub_scalar::<E>(this, other) }
    fn of_234<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Numeric { <Tensor<D, K>>::sum(this) }
    fn of_235<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::sum_dim::<I>(this, dim) }
    fn of_236<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::sum_dims::<I>(this, dims) }
    fn of_237<const D: usize, K, const D2: usize, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D2, K> where K: Numeric { <Tensor<D, K>>::sum_dims_squeeze::<D2, I>(this, dims) }
    fn of_238<const D: usize, K>(this: Tensor<D, K>, diagonal: i64) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::tril(this, diagonal) }
    fn of_239<const D: usize, K>(this: Tensor<D, K>, diagonal: i64) -> Tensor<D, K> where K: Numeric { <Tensor<D, K>>::triu(this, diagonal) }
    fn of_240<K>(this: Tensor<1, K>, other: Tensor<1, K>) -> Tensor<1, K> where K: Numeric { <Tensor<1, K>>::dot(this, other) }
    fn of_241<K>(size: usize, device: &Device) -> Tensor<2, K> where K: Numeric { <Tensor<2, K>>::eye(size, device) }
    fn of_242<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D, Int> where K: Ordered { <Tensor<D, K>>::argmax(this, dim) }
    fn of_243<const D: usize, K>(this: Tensor<D, K>, dim: impl AsIndex) -> Tensor<D, Int> where K: Ordered { <Tensor<D, K>>::argmin(this, dim) }
    fn of_244<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, Int> where K: Ordered { <Tensor<D, K>>::argsort::<I>(this, dim) }
    fn of_245<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, Int> where K: Ordered { <Tensor<D, K>>::argsort_descending::<I>(this, dim) }
    fn of_246<const D: usize, K>(this: Tensor<D, K>, k: usize, dim: impl AsIndex) -> Tensor<D, Int> where K: Ordered { <Tensor<D, K>>::argtopk(this, k, dim) }
    fn of_247<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, min: E, max: E) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::clamp::<E>(this, min, max) }
    fn of_248<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, max: E) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::clamp_max::<E>(this, max) }
    fn of_249<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, min: E) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::clamp_min::<E>(this, min) }
    fn of_250<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::cummax::<I>(this, dim) }
    fn of_251<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::cummin::<I>(this, dim) }
    fn of_252<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater(this, other) }
    fn of_253<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater_elem::<E>(this, other) }
    fn of_254<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater_equal(this, other) }
    fn of_255<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater_equal_elem::<E>(this, other) }
    fn of_256<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater_equal_scalar::<E>(this, other) }
    fn of_257<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::greater_scalar::<E>(this, other) }
    fn of_258<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower(this, other) }
    fn of_259<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower_elem::<E>(this, other) }
    fn of_260<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower_equal(this, other) }
    fn of_261<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower_equal_elem::<E>(this, other) }
    fn of_262<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower_equal_scalar::<E>(this, other) }
    fn of_263<const D: usize, K, E: ElementConversion>(this: Tensor<D, K>, other: E) -> Tensor<D, Bool> where K: Ordered { <Tensor<D, K>>::lower_scalar::<E>(this, other) }
    fn of_264<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Ordered { <Tensor<D, K>>::max(this) }
    fn of_265<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Ordered { <Tensor<D, K>>::max_abs(this) }
    fn of_266<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::max_abs_dim::<I>(this, dim) }
    fn of_267<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::max_abs_dims::<I>(this, dims) }
    fn of_268<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::max_dim::<I>(this, dim) }
    fn of_269<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> (Tensor<D, K>, Tensor<D, Int>) where K: Ordered { <Tensor<D, K>>::max_dim_with_indices::<I>(this, dim) }
    fn of_270<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::max_dims::<I>(this, dims) }
    fn of_271<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::max_pair(this, other) }
    fn of_272<const D: usize, K>(this: Tensor<D, K>) -> Tensor<1, K> where K: Ordered { <Tensor<D, K>>::min(this) }
    fn of_273<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::min_dim::<I>(this, dim) }
    fn of_274<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> (Tensor<D, K>, Tensor<D, Int>) where K: Ordered { <Tensor<D, K>>::min_dim_with_indices::<I>(this, dim) }
    fn of_275<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dims: &[I]) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::min_dims::<I>(this, dims) }
    fn of_276<const D: usize, K>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::min_pair(this, other) }
    fn of_277<const D: usize, K, const D2: usize>(this: Tensor<D, K>, num_classes: usize) -> Tensor<D2, K> where K: Ordered { <Tensor<D, K>>::one_hot::<D2>(this, num_classes) }
    fn of_278<const D: usize, K, const D2: usize>(this: Tensor<D, K>, num_classes: usize, on_value: f32, off_value: f32, axis: impl AsIndex) -> Tensor<D2, K> where K: Ordered { <Tensor<D, K>>::one_hot_fill::<D2>(this, num_classes, on_value, off_value, axis) }
    fn of_279<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::sort::<I>(this, dim) }
    fn of_280<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::sort_descending::<I>(this, dim) }
    fn of_281<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> (Tensor<D, K>, Tensor<D, Int>) where K: Ordered { <Tensor<D, K>>::sort_descending_with_indices::<I>(this, dim) }
    fn of_282<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, dim: I) -> (Tensor<D, K>, Tensor<D, Int>) where K: Ordered { <Tensor<D, K>>::sort_with_indices::<I>(this, dim) }
    fn of_283<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, k: usize, dim: I) -> Tensor<D, K> where K: Ordered { <Tensor<D, K>>::topk::<I>(this, k, dim) }
    fn of_284<const D: usize, K, I: AsIndex>(this: Tensor<D, K>, k: usize, dim: I) -> (Tensor<D, K>, Tensor<D, Int>) where K: Ordered { <Tensor<D, K>>::topk_with_indices::<I>(this, k, dim) }
    fn of_285<const D: usize, K, const DI: usize, const DO: usize>(this: Tensor<D, K>, dim: impl AsIndex, indices: Tensor<DI, Int>) -> Tensor<DO, K> where K: Basic { <Tensor<D, K>>::take::<DI, DO>(this, dim, indices) }
    fn of_286<const D: usize>(this: Tensor<D, Float>) -> Tensor<D, Float> { <Tensor<D, Float>>::trunc(this) }
    fn of_287<const D: usize>(this: Tensor<D, Bool>) -> Tensor<D, Bool> { std::ops::Not::not(this) }
    fn of_288<const D: usize>(this: Tensor<D, Bool>, other: Tensor<D, Bool>) -> Tensor<D, Bool> { std::ops::BitAnd::bitand(this, other) }
    fn of_289<const D: usize>(this: Tensor<D, Bool>, other: Tensor<D, Bool>) -> Tensor<D, Bool> { std::ops::BitOr::bitor(this, other) }
    fn of_290<const D: usize>(this: Tensor<D, Bool>, other: Tensor<D, Bool>) -> Tensor<D, Bool> { std::ops::BitXor::bitxor(this, other) }
    fn of_291<const D: usize, K: Numeric>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_292<E: ElementConversion, const D: usize, K: Numeric>(this: Tensor<D, K>, other: E) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_293<const D: usize, K: Numeric>(this: f32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_294<const D: usize, K: Numeric>(this: f64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_295<const D: usize, K: Numeric>(this: i32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_296<const D: usize, K: Numeric>(this: i64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_297<const D: usize, K: Numeric>(this: u32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_298<const D: usize, K: Numeric>(this: u64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Add::add(this, other) }
    fn of_299<const D: usize, K: Numeric>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_300<E: ElementConversion, const D: usize, K: Numeric>(this: Tensor<D, K>, other: E) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_301<const D: usize, K: Numeric>(this: f32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_302<const D: usize, K: Numeric>(this: f64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_303<const D: usize, K: Numeric>(this: i32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_304<const D: usize, K: Numeric>(this: i64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_305<const D: usize, K: Numeric>(this: u32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_306<const D: usize, K: Numeric>(this: u64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Sub::sub(this, other) }
    fn of_307<const D: usize, K: Numeric>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Div::div(this, other) }
    fn of_308<E: ElementConversion, const D: usize, K: Numeric>(this: Tensor<D, K>, other: E) -> Tensor<D, K> { std::ops::Div::div(this, other) }
    fn of_309<const D: usize>(this: f32, other: Tensor<D>) -> Tensor<D> { std::ops::Div::div(this, other) }
    fn of_310<const D: usize>(this: f64, other: Tensor<D>) -> Tensor<D> { std::ops::Div::div(this, other) }
    fn of_311<const D: usize, K: Numeric>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Rem::rem(this, other) }
    fn of_312<E: ElementConversion, const D: usize, K: Numeric>(this: Tensor<D, K>, other: E) -> Tensor<D, K> { std::ops::Rem::rem(this, other) }
    fn of_313<const D: usize, K: Numeric>(this: Tensor<D, K>, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_314<E: ElementConversion, const D: usize, K: Numeric>(this: Tensor<D, K>, other: E) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_315<const D: usize, K: Numeric>(this: f32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_316<const D: usize, K: Numeric>(this: f64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_317<const D: usize, K: Numeric>(this: i32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_318<const D: usize, K: Numeric>(this: i64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_319<const D: usize, K: Numeric>(this: u32, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_320<const D: usize, K: Numeric>(this: u64, other: Tensor<D, K>) -> Tensor<D, K> { std::ops::Mul::mul(this, other) }
    fn of_321<const D: usize, K>(this: Tensor<D, K>) -> Tensor<D, K> where K: Numeric { std::ops::Neg::neg(this) }
    fn of_322() { fn needs<T: Basic>() {} needs::<Float>() }
    fn of_323() { fn needs<T: Basic>() {} needs::<Int>() }
    fn of_324() { fn needs<T: Basic>() {} needs::<Bool>() }
    fn of_325() { fn needs<T: Numeric>() {} needs::<Float>() }
    fn of_326() { fn needs<T: Numeric>() {} needs::<Int>() }
    fn of_327() { fn needs<T: Ordered>() {} needs::<Float>() }
    fn of_328() { fn needs<T: Ordered>() {} needs::<Int>() }
    fn of_329() { fn needs<T: Autodiff>() {} needs::<Float>() }
    fn of_330() { fn needs<T: FloatMath>() {} needs::<Float>() }
    fn of_331() { fn needs<T: ElementConversion>() {} needs::<bool>() }
    fn of_332() { fn needs<T: ElementConversion>() {} needs::<f32>() }
    fn of_333() { fn needs<T: ElementConversion>() {} needs::<f64>() }
    fn of_334() { fn needs<T: ElementConversion>() {} needs::<i32>() }
    fn of_335() { fn needs<T: ElementConversion>() {} needs::<i64>() }
    fn of_336() { fn needs<T: ElementConversion>() {} needs::<u32>() }
    fn of_337() { fn needs<T: ElementConversion>() {} needs::<u64>() }
}
