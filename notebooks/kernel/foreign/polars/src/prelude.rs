//! Written by scripts/declare.py from the documentation of polars, and tested by tests/foreign_types.rs.

pub enum AnyValue<'a> {
    Null,
}

impl<'a> Clone for AnyValue<'a> {
    fn clone(&self) -> Self { loop {} }
}

/// A column within a [`DataFrame`].
pub struct Column {
}

impl Column {
    /// Get a reference to a [`Series`] for this [`Column`]
    pub fn as_materialized_series(&self) -> &Series { loop {} }
    /// If the memory repr of this Column is a scalar, a unit-length Series will
    /// be returned.
    pub fn as_materialized_series_maintain_scalar(&self) -> Series { loop {} }
    /// Turn [`Column`] into a [`Column::Series`].
    pub fn into_materialized_series(&mut self) -> &mut Series { loop {} }
    /// Take [`Series`] from a [`Column`]
    pub fn take_materialized_series(self) -> Series { loop {} }
    /// Packs every element into a single-element list.
    pub fn to_unit_list(&self) -> Column { loop {} }
}

impl Clone for Column {
    fn clone(&self) -> Self { loop {} }
}

/// A contiguous growable collection of [`Column`]s that have the same length.
pub struct DataFrame {
}

impl DataFrame {
    /// Sample a fraction between 0.0-1.0 of this [`DataFrame`].
    pub fn sample_frac(&self, frac: &Series, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<Self> { loop {} }
    /// Sample n datapoints from this [`DataFrame`].
    pub fn sample_n(&self, n: &Series, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<Self> { loop {} }
}

impl DataFrame {
    /// Creates an empty `DataFrame` usable in a compile time context (such as static initializers).
    pub fn empty() -> Self { loop {} }
    /// Create an empty `DataFrame` with empty columns as per the `schema`.
    pub fn empty_with_arc_schema(schema: SchemaRef) -> Self { loop {} }
    /// Create a `DataFrame` 0 height and columns as per the `schema`.
    pub fn empty_with_schema(schema: &Schema) -> Self { loop {} }
    /// Get the height of the [`DataFrame`] which is the number of rows.
    pub fn height(&self) -> usize { loop {} }
    /// Infers height as the first non-unit length column or 1 if not found.
    pub fn new_infer_broadcast(columns: Vec<Column>) -> PolarsResult<Self> { loop {} }
    /// Height is sourced from first column.
    pub fn new_infer_height(columns: Vec<Column>) -> PolarsResult<Self> { loop {} }
    /// Broadcasts unit-length columns to `height`. Errors if a column has height that is non-unit
    /// length and not equal to `self.height()`.
    pub fn new_with_broadcast(height: usize, columns: Vec<Column>) -> PolarsResult<Self> { loop {} }
    /// Get the schema of this [`DataFrame`].
    pub fn schema(&self) -> &SchemaRef { loop {} }
    /// Get (height, width) of the [`DataFrame`].
    pub fn shape(&self) -> (usize, usize) { loop {} }
    /// 0 width or height.
    pub fn shape_has_zero(&self) -> bool { loop {} }
    /// Get the number of columns in this [`DataFrame`].
    pub fn width(&self) -> usize { loop {} }
}

impl DataFrame {
    /// Explode `DataFrame` to long format by exploding a column with Lists.
    pub fn explode<I, S>(&self, columns: I, options: ExplodeOptions) -> PolarsResult<DataFrame> where I: IntoIterator<Item = S>, S: AsRef<str> { loop {} }
}

impl DataFrame {
    /// Add multiple [`Column`] to a [`DataFrame`].
    /// Errors if the resulting DataFrame columns have duplicate names or unequal heights.
    pub fn hstack_mut(&mut self, columns: &[Column]) -> PolarsResult<&mut Self> { loop {} }
}

impl DataFrame {
    /// Ensure all the chunks in the [`DataFrame`] are aligned.
    pub fn align_chunks(&mut self) -> &mut Self { loop {} }
    /// Ensure all the chunks in the [`DataFrame`] are aligned.
    pub fn align_chunks_par(&mut self) -> &mut Self { loop {} }
    /// Select a single column by name.
    pub fn column(&self, name: &str) -> PolarsResult<&Column> { loop {} }
    /// Drop a column by name.
    /// This is a pure method and will return a new [`DataFrame`] instead of modifying
    /// the current one in place.
    pub fn drop(&self, name: &str) -> PolarsResult<Self> { loop {} }
    /// Remove a column by name and return the column removed.
    pub fn drop_in_place(&mut self, name: &str) -> PolarsResult<Column> { loop {} }
    /// Drop columns that are in `names`.
    pub fn drop_many<I, S>(&self, names: I) -> Self where I: IntoIterator<Item = S>, S: Into<PlSmallStr> { loop {} }
    /// Return a new [`DataFrame`] where all null values are dropped.
    pub fn drop_nulls<S>(&self, subset: Option<&[S]>) -> PolarsResult<Self> where for<'a> &'a S: AsRef<str> { loop {} }
    /// Get the data types of the columns in the [`DataFrame`].
    pub fn dtypes(&self) -> Vec<DataType> { loop {} }
    /// Ensure this DataFrame matches the given schema. Casts null columns to
    /// the expected schema if necessary (but nothing else).
    pub fn ensure_matches_schema(&mut self, schema: &Schema) -> PolarsResult<()> { loop {} }
    /// Returns an estimation of the total (heap) allocated size of the `DataFrame` in bytes.
    pub fn estimated_size(&self) -> usize { loop {} }
    /// Extend the memory backed by this [`DataFrame`] with the values from `other`.
    pub fn extend(&mut self, other: &DataFrame) -> PolarsResult<()> { loop {} }
    /// Generate the schema fields of the [`DataFrame`].
    pub fn fields(&self) -> Vec<Field> { loop {} }
    /// Replace None values with one of the following strategies:
    /// * Forward fill (replace None with the previous value)
    /// * Backward fill (replace None with the next value)
    /// * Mean fill (replace None with the mean of the whole array)
    /// * Min fill (replace None with the minimum of the whole array)
    /// * Max fill (replace None with the maximum of the whole array)
    pub fn fill_null(&self, strategy: FillNullStrategy) -> PolarsResult<Self> { loop {} }
    /// Take the [`DataFrame`] rows by a boolean mask.
    pub fn filter(&self, mask: &BooleanChunked) -> PolarsResult<Self> { loop {} }
    /// Same as `filter` but does not parallelize.
    pub fn filter_seq(&self, mask: &BooleanChunked) -> PolarsResult<Self> { loop {} }
    /// The number of chunks for the first column.
    pub fn first_col_n_chunks(&self) -> usize { loop {} }
    /// Create a new `DataFrame` with the given schema, only containing nulls.
    pub fn full_null(schema: &Schema, height: usize) -> Self { loop {} }
    /// Get a row in the [`DataFrame`]. Beware this is slow.
    pub fn get(&self, idx: usize) -> Option<Vec<AnyValue<'_>>> { loop {} }
    /// Get column index of a [`Series`] by name.
    pub fn get_column_index(&self, name: &str) -> Option<usize> { loop {} }
    /// # Example
    pub fn get_column_names(&self) -> Vec<&PlSmallStr> { loop {} }
    /// Get the [`Vec<PlSmallStr>`] representing the column names.
    pub fn get_column_names_owned(&self) -> Vec<PlSmallStr> { loop {} }
    /// Get the supertype of the columns in this DataFrame
    pub fn get_supertype(&self) -> Option<PolarsResult<DataType>> { loop {} }
    /// Get the head of the [`DataFrame`].
    pub fn head(&self, length: Option<usize>) -> Self { loop {} }
    /// Add multiple [`Series`] to a [`DataFrame`].
    /// The added `Series` are required to have the same length.
    pub fn hstack(&self, columns: &[Column]) -> PolarsResult<Self> { loop {} }
    /// Insert a new column at a given index.
    pub fn insert_column(&mut self, index: usize, column: Column) -> PolarsResult<&mut Self> { loop {} }
    /// Get a mask of all the duplicated rows in the [`DataFrame`].
    pub fn is_duplicated(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// Get a mask of all the unique rows in the [`DataFrame`].
    pub fn is_unique(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// The highest number of chunks for any column.
    pub fn max_n_chunks(&self) -> usize { loop {} }
    /// Create a new [`DataFrame`] that shows the null counts per column.
    pub fn null_count(&self) -> Self { loop {} }
    /// Rechunks all columns to only have a single chunk.
    pub fn rechunk_mut(&mut self) -> &mut Self { loop {} }
    /// Aggregate all the chunks in the DataFrame to a single chunk in parallel.
    /// This may lead to more peak memory consumption.
    pub fn rechunk_mut_par(&mut self) -> &mut Self { loop {} }
    /// Rename a column in the [`DataFrame`].
    pub fn rename(&mut self, column: &str, name: PlSmallStr) -> PolarsResult<&mut Self> { loop {} }
    /// Replace a column with a [`Column`].
    pub fn replace(&mut self, column: &str, new_col: Column) -> PolarsResult<&mut Self> { loop {} }
    /// Replace column at index `idx` with a [`Series`].
    pub fn replace_column(&mut self, index: usize, new_column: Column) -> PolarsResult<&mut Self> { loop {} }
    /// Get a [`DataFrame`] with all the columns in reversed order.
    pub fn reverse(&self) -> Self { loop {} }
    /// Select column(s) from this [`DataFrame`] and return a new [`DataFrame`].
    pub fn select<I, S>(&self, names: I) -> PolarsResult<Self> where I: IntoIterator<Item = S>, S: AsRef<str> { loop {} }
    /// Select a [`Series`] by index.
    pub fn select_at_idx(&self, idx: usize) -> Option<&Column> { loop {} }
    /// Select column(s) from this [`DataFrame`] and return them into a [`Vec`].
    pub fn select_to_vec(&self, selection: impl IntoIterator<Item = impl AsRef<str>>) -> PolarsResult<Vec<Column>> { loop {} }
    /// Set the column names.
    pub fn set_column_names<T>(&mut self, new_names: &[T]) -> PolarsResult<()> where T: AsRef<str> { loop {} }
    /// Shift the values by a given period and fill the parts that will be empty due to this operation
    /// with `Nones`.
    pub fn shift(&self, periods: i64) -> Self { loop {} }
    /// Returns true if the chunks of the columns do not align and re-chunking should be done
    pub fn should_rechunk(&self) -> bool { loop {} }
    /// Shrink the capacity of this DataFrame to fit its length.
    pub fn shrink_to_fit(&mut self) { loop {} }
    /// Slice the [`DataFrame`] along the rows.
    pub fn slice(&self, offset: i64, length: usize) -> Self { loop {} }
    /// Return a sorted clone of this [`DataFrame`].
    pub fn sort(&self, by: impl IntoIterator<Item = impl AsRef<str>>, sort_options: SortMultipleOptions) -> PolarsResult<Self> { loop {} }
    /// Sort [`DataFrame`] in place.
    pub fn sort_in_place(&mut self, by: impl IntoIterator<Item = impl AsRef<str>>, sort_options: SortMultipleOptions) -> PolarsResult<&mut Self> { loop {} }
    /// Split [`DataFrame`] at the given `offset`.
    pub fn split_at(&self, offset: i64) -> (Self, Self) { loop {} }
    /// Get the tail of the [`DataFrame`].
    pub fn tail(&self, length: Option<usize>) -> Self { loop {} }
    /// Gather [`DataFrame`] rows by index values.
    pub fn take(&self, indices: &IdxCa) -> PolarsResult<Self> { loop {} }
    /// Get column index of a [`Series`] by name.
    pub fn try_get_column_index(&self, name: &str) -> PolarsResult<usize> { loop {} }
    /// Unstable distinct. See [`DataFrame::unique_stable`].
    pub fn unique<I, S>(&self, subset: Option<&[String]>, keep: UniqueKeepStrategy, slice: Option<(i64, usize)>) -> PolarsResult<DataFrame> { loop {} }
    /// Drop duplicate rows from a [`DataFrame`].
    /// *This fails when there is a column of type List in DataFrame*
    pub fn unique_stable(&self, subset: Option<&[String]>, keep: UniqueKeepStrategy, slice: Option<(i64, usize)>) -> PolarsResult<DataFrame> { loop {} }
    /// Concatenate a [`DataFrame`] to this [`DataFrame`] and return as newly allocated [`DataFrame`].
    pub fn vstack(&self, other: &DataFrame) -> PolarsResult<Self> { loop {} }
    /// Concatenate a [`DataFrame`] to this [`DataFrame`]
    pub fn vstack_mut(&mut self, other: &DataFrame) -> PolarsResult<&mut Self> { loop {} }
    /// Concatenate a [`DataFrame`] to this [`DataFrame`]
    pub fn vstack_mut_owned_unchecked(&mut self, other: DataFrame) -> &mut Self { loop {} }
    /// Concatenate a [`DataFrame`] to this [`DataFrame`]
    pub fn vstack_mut_unchecked(&mut self, other: &DataFrame) -> &mut Self { loop {} }
    /// Add a new column to this [`DataFrame`] or replace an existing one. Broadcasts unit-length
    /// columns.
    pub fn with_column(&mut self, column: Column) -> PolarsResult<&mut Self> { loop {} }
    /// Add or replace columns to this [`DataFrame`] or replace an existing one.
    /// Broadcasts unit-length columns, and uses an existing schema to amortize lookups.
    pub fn with_columns_mut(&mut self, columns: impl IntoIterator<Item = Column>, output_schema: &Schema) -> PolarsResult<()> { loop {} }
    /// Add a new column at index 0 that counts the rows.
    pub fn with_row_index(&self, name: PlSmallStr, offset: Option<IdxSize>) -> PolarsResult<Self> { loop {} }
}

impl DataFrame {
    /// Check if [`DataFrame`]s are equal. Note that `None == None` evaluates to `false`
    pub fn equals(&self, other: &DataFrame) -> bool { loop {} }
    /// Check if all values in [`DataFrame`]s are equal where `None == None` evaluates to `true`.
    pub fn equals_missing(&self, other: &DataFrame) -> bool { loop {} }
    /// Check if [`DataFrame`]' schemas are equal.
    pub fn schema_equal(&self, other: &DataFrame) -> PolarsResult<()> { loop {} }
}

impl Clone for DataFrame {
    fn clone(&self) -> Self { loop {} }
}

pub enum DataType {
    Boolean,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Float16,
    Float32,
    Float64,
    String,
    Binary,
    BinaryOffset,
    Date,
    Time,
    Null,
}

impl Clone for DataType {
    fn clone(&self) -> Self { loop {} }
}

pub struct ExplodeOptions {
}

impl Clone for ExplodeOptions {
    fn clone(&self) -> Self { loop {} }
}

/// Characterizes the name and the [`DataType`] of a column.
pub struct Field {
}

impl Clone for Field {
    fn clone(&self) -> Self { loop {} }
}

pub enum FillNullStrategy {
    Mean,
    Min,
    Max,
    Zero,
    One,
}

impl Clone for FillNullStrategy {
    fn clone(&self) -> Self { loop {} }
}

/// Convert `Self` into a [`Column`]
pub trait IntoColumn {
}

/// Used to convert a [`ChunkedArray`], `&dyn SeriesTrait` and [`Series`]
/// into a [`Series`].
pub trait IntoSeries {
}

/// Convenience for `x.into_iter().map(Into::into).collect()` using an `into_vec()` function.
pub trait IntoVec<T> {
}

pub struct Scalar {
}

impl Clone for Scalar {
    fn clone(&self) -> Self { loop {} }
}

/// # Series
/// The columnar data type for a DataFrame.
pub struct Series {
}

impl Series {
    /// Replace None values with one of the following strategies:
    /// * Forward fill (replace None with the previous value)
    /// * Backward fill (replace None with the next value)
    /// * Mean fill (replace None with the mean of the whole array)
    /// * Min fill (replace None with the minimum of the whole array)
    /// * Max fill (replace None with the maximum of the whole array)
    /// * Zero fill (replace None with the value zero)
    /// * One fill (replace None with the value one)
    pub fn fill_null(&self, strategy: FillNullStrategy) -> PolarsResult<Series> { loop {} }
}

impl Series {
    /// Sample a fraction between 0.0-1.0 of this [`ChunkedArray`].
    pub fn sample_frac(&self, frac: f64, with_replacement: bool, shuffle: Option<bool>, seed: Option<u64>) -> PolarsResult<Self> { loop {} }
}

impl Series {
    /// Construct a new [`Series`] from a slice of AnyValues.
    pub fn from_any_values(name: PlSmallStr, values: &[AnyValue<'_>], strict: bool) -> PolarsResult<Self> { loop {} }
    /// Construct a new [`Series`] with the given `dtype` from a slice of AnyValues.
    pub fn from_any_values_and_dtype(name: PlSmallStr, values: &[AnyValue<'_>], dtype: &DataType, strict: bool) -> PolarsResult<Self> { loop {} }
}

impl Series {
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Boolean`]
    pub fn bool(&self) -> PolarsResult<&BooleanChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Float32`]
    pub fn f32(&self) -> PolarsResult<&Float32Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Float64`]
    pub fn f64(&self) -> PolarsResult<&Float64Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`]
    /// ```
    pub fn i32(&self) -> PolarsResult<&Int32Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Int64`]
    pub fn i64(&self) -> PolarsResult<&Int64Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype list
    pub fn list(&self) -> PolarsResult<&ListChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::String`]
    pub fn str(&self) -> PolarsResult<&StringChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Boolean`]
    pub fn try_bool(&self) -> Option<&BooleanChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Float32`]
    pub fn try_f32(&self) -> Option<&Float32Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Float64`]
    pub fn try_f64(&self) -> Option<&Float64Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`]
    /// ```
    pub fn try_i32(&self) -> Option<&Int32Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::Int64`]
    pub fn try_i64(&self) -> Option<&Int64Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype list
    pub fn try_list(&self) -> Option<&ListChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::String`]
    pub fn try_str(&self) -> Option<&StringChunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::UInt32`]
    pub fn try_u32(&self) -> Option<&UInt32Chunked> { loop {} }
    /// Unpack to [`ChunkedArray`] of dtype [`DataType::UInt32`]
    pub fn u32(&self) -> PolarsResult<&UInt32Chunked> { loop {} }
}

impl Series {
    /// Extend with a constant value.
    pub fn extend_constant(&self, value: AnyValue<'_>, n: usize) -> PolarsResult<Self> { loop {} }
}

impl Series {
    /// Recurse nested types until we are at the leaf array.
    pub fn get_leaf_array(&self) -> Series { loop {} }
    /// Convert the values of this Series to a ListChunked with a length of 1,
    /// so a Series of `[1, 2, 3]` becomes `[[1, 2, 3]]`.
    pub fn implode(&self) -> PolarsResult<ListChunked> { loop {} }
    /// Wrap each element of this Series in a single-element list.
    /// A Series `[1, 2, 3]` becomes `[[1], [2], [3]]`.
    pub fn to_unit_list(&self) -> ListChunked { loop {} }
}

impl Series {
    /// Append in place. This is done by adding the chunks of `other` to this [`Series`].
    pub fn append(&mut self, other: &Series) -> PolarsResult<&mut Self> { loop {} }
    /// Append in place. This is done by adding the chunks of `other` to this [`Series`].
    pub fn append_owned(&mut self, other: Series) -> PolarsResult<&mut Self> { loop {} }
    /// Only implemented for numeric types
    pub fn as_single_ptr(&mut self) -> PolarsResult<usize> { loop {} }
    /// Redo a length and null_count compute
    pub fn compute_len(&mut self) { loop {} }
    /// Returns an estimation of the total (heap) allocated size of the `Series` in bytes.
    pub fn estimated_size(&self) -> usize { loop {} }
    /// Explode a list Series. This expands every item to a new row..
    pub fn explode(&self, options: ExplodeOptions) -> PolarsResult<Series> { loop {} }
    /// Extend the memory backed by this array with the values from `other`.
    pub fn extend(&mut self, other: &Series) -> PolarsResult<&mut Self> { loop {} }
    /// Traverse and collect every nth element in a new array.
    pub fn gather_every(&self, n: usize, offset: usize) -> PolarsResult<Series> { loop {} }
    /// Get the head of the Series.
    pub fn head(&self, length: Option<usize>) -> Series { loop {} }
    /// Check if numeric value is finite
    pub fn is_finite(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// Check if numeric value is infinite
    pub fn is_infinite(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// Check if numeric value is NaN (note this is different than missing/ null)
    pub fn is_nan(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// Check if numeric value is NaN (note this is different than missing/null)
    pub fn is_not_nan(&self) -> PolarsResult<BooleanChunked> { loop {} }
    /// Get the mean of the Series as a new Series of length 1.
    /// Returns a Series with a single null entry if self is an empty numeric series.
    pub fn mean_reduce(&self) -> PolarsResult<Scalar> { loop {} }
    /// Create a new empty Series.
    pub fn new_empty(name: PlSmallStr, dtype: &DataType) -> Series { loop {} }
    /// Get the product of an array.
    pub fn product(&self) -> PolarsResult<Scalar> { loop {} }
    /// Rename series.
    pub fn rename(&mut self, name: PlSmallStr) -> &mut Series { loop {} }
    /// Shrink the capacity of this array to fit its length.
    pub fn shrink_to_fit(&mut self) { loop {} }
    /// Sort the series with specific options.
    pub fn sort(&self, sort_options: SortOptions) -> PolarsResult<Self> { loop {} }
    /// Cast throws an error if conversion had overflows
    pub fn strict_cast(&self, dtype: &DataType) -> PolarsResult<Series> { loop {} }
    /// Get the sum of the [`ChunkedArray`] as a `Scalar`.
    /// Returns a `Scalar` with a single zeroed value if self is an empty numeric series.
    pub fn sum_reduce(&self) -> PolarsResult<Scalar> { loop {} }
    /// Get the tail of the Series.
    pub fn tail(&self, length: Option<usize>) -> Series { loop {} }
    /// Cast numerical types to f64, and keep floats as is.
    pub fn to_float(&self) -> PolarsResult<Series> { loop {} }
    /// If the Series is an Extension type, return its storage Series.
    /// Otherwise, return itself.
    pub fn to_storage(&self) -> &Series { loop {} }
    /// Compute the unique elements, but maintain order. This requires more work
    /// than a naive [`Series::unique`](SeriesTrait::unique).
    pub fn unique_stable(&self) -> PolarsResult<Series> { loop {} }
    /// Return this Series with a new name.
    pub fn with_name(self, name: PlSmallStr) -> Series { loop {} }
    /// Create a new ChunkedArray with values from self where the mask evaluates `true` and values
    /// from `other` where the mask evaluates `false`. This function automatically broadcasts unit
    /// length inputs.
    pub fn zip_with(&self, mask: &BooleanChunked, other: &Series) -> PolarsResult<Series> { loop {} }
}

impl Series {
    /// Check if series are equal. Note that `None == None` evaluates to `false`
    pub fn equals(&self, other: &Series) -> bool { loop {} }
    /// Check if all values in series are equal where `None == None` evaluates to `true`.
    pub fn equals_missing(&self, other: &Series) -> bool { loop {} }
}

impl Clone for Series {
    fn clone(&self) -> Self { loop {} }
}

/// Sort options for multi-series sorting.
pub struct SortMultipleOptions {
}

impl Clone for SortMultipleOptions {
    fn clone(&self) -> Self { loop {} }
}

/// Options for single series sorting.
pub struct SortOptions {
}

impl Clone for SortOptions {
    fn clone(&self) -> Self { loop {} }
}

pub enum UniqueKeepStrategy {
    First,
    Last,
    None,
    Any,
}

impl Clone for UniqueKeepStrategy {
    fn clone(&self) -> Self { loop {} }
}

/// Utility struct for the `when-then-otherwise` expression.
pub struct ChainedThen {
}

impl ChainedThen {
    /// Define a default for the `when-then-otherwise` expression.
    pub fn otherwise<E: Into<Expr>>(self, expr: E) -> Expr { loop {} }
    /// Add another condition to the `when-then-otherwise` expression.
    pub fn when<E: Into<Expr>>(self, condition: E) -> ChainedWhen { loop {} }
}

impl Clone for ChainedThen {
    fn clone(&self) -> Self { loop {} }
}

/// Utility struct for the `when-then-otherwise` expression.
pub struct ChainedWhen {
}

impl Clone for ChainedWhen {
    fn clone(&self) -> Self { loop {} }
}

pub enum DataTypeExpr {
    SelfDtype,
}

impl Clone for DataTypeExpr {
    fn clone(&self) -> Self { loop {} }
}

/// Expressions that can be used in various contexts.
pub struct Expr {
}

impl Expr {
    /// Compute the cube root of the given expression
    pub fn cbrt(self) -> Self { loop {} }
    /// Floor divide `self` by `rhs`.
    pub fn floor_div(self, rhs: Self) -> Self { loop {} }
    /// Raise expression to the power `exponent`
    pub fn pow<E: Into<Expr>>(self, exponent: E) -> Self { loop {} }
    /// Compute the square root of the given expression
    pub fn sqrt(self) -> Self { loop {} }
    /// True divide `self` by `rhs`
    pub fn true_div(self, rhs: Self) -> Self { loop {} }
}

impl Expr {
    /// Extract a constant usize from an expression.
    pub fn extract_usize(&self) -> PolarsResult<usize> { loop {} }
    /// Get Field result of the expression. The schema is the input data.
    pub fn to_field(&self, schema: &Schema) -> PolarsResult<Field> { loop {} }
}

impl Expr {
    /// Reduce groups to maximum value.
    pub fn max(self) -> Self { loop {} }
    /// Get maximum value, ordered by another expression.
    pub fn max_by(self, by: Self) -> Self { loop {} }
    /// Reduce groups to the mean value.
    pub fn mean(self) -> Self { loop {} }
    /// Reduce groups to the median value.
    pub fn median(self) -> Self { loop {} }
    /// Reduce groups to minimal value.
    pub fn min(self) -> Self { loop {} }
    /// Get minimum value, ordered by another expression.
    pub fn min_by(self, by: Self) -> Self { loop {} }
    /// Reduce groups to maximum value.
    pub fn nan_max(self) -> Self { loop {} }
    /// Reduce groups to minimal value.
    pub fn nan_min(self) -> Self { loop {} }
    /// Standard deviation of the values of the Series.
    pub fn std(self, ddof: u8) -> Self { loop {} }
    /// Reduce groups to the sum of all the values.
    pub fn sum(self) -> Self { loop {} }
    /// Variance of the values of the Series.
    pub fn var(self, ddof: u8) -> Self { loop {} }
}

impl Expr {
    /// Get the group indexes of the group by operation.
    pub fn agg_groups(self) -> Self { loop {} }
    /// Rename Column.
    pub fn alias<S>(self, name: S) -> Expr where S: Into<PlSmallStr> { loop {} }
    /// Returns whether all values in the column are `true`.
    pub fn all(self, ignore_nulls: bool) -> Self { loop {} }
    /// Bitwise "and" operation.
    pub fn and<E: Into<Expr>>(self, expr: E) -> Self { loop {} }
    /// Returns whether any of the values in the column are `true`.
    pub fn any(self, ignore_nulls: bool) -> Self { loop {} }
    /// Append expressions. This is done by adding the chunks of `other` to this [`Series`].
    pub fn append<E: Into<Expr>>(self, other: E, upcast: bool) -> Self { loop {} }
    /// Get the index value that has the maximum value.
    pub fn arg_max(self) -> Self { loop {} }
    /// Get the index value that has the minimum value.
    pub fn arg_min(self) -> Self { loop {} }
    /// Get the index values that would sort this expression.
    pub fn arg_sort(self, descending: bool, nulls_last: bool) -> Self { loop {} }
    /// Get the first index of unique values of this expression.
    pub fn arg_unique(self) -> Self { loop {} }
    /// Cast expression to another data type.
    pub fn cast(self, dtype: impl Into<DataTypeExpr>) -> Self { loop {} }
    /// Ceil underlying floating point array to the highest integers smaller or equal to the float value.
    pub fn ceil(self) -> Self { loop {} }
    /// Clip underlying values to a set boundary.
    pub fn clip(self, min: Expr, max: Expr) -> Self { loop {} }
    /// Clip underlying values to a set boundary.
    pub fn clip_max(self, max: Expr) -> Self { loop {} }
    /// Clip underlying values to a set boundary.
    pub fn clip_min(self, min: Expr) -> Self { loop {} }
    /// Count the values of the Series
    /// or
    /// Get counts of the group by operation.
    pub fn count(self) -> Self { loop {} }
    /// Compute the dot/inner product between two expressions.
    pub fn dot<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Drop NaN values.
    pub fn drop_nans(self) -> Self { loop {} }
    /// Drop null values.
    pub fn drop_nulls(self) -> Self { loop {} }
    /// Compare `Expr` with other `Expr` on equality.
    pub fn eq<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Compare `Expr` with other `Expr` on equality where `None == None`.
    pub fn eq_missing<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Explode the String/List column.
    pub fn explode(self, options: ExplodeOptions) -> Self { loop {} }
    /// Replace the floating point `NaN` values by a value.
    pub fn fill_nan<E: Into<Expr>>(self, fill_value: E) -> Self { loop {} }
    /// Replace the null values by a value.
    pub fn fill_null<E: Into<Expr>>(self, fill_value: E) -> Self { loop {} }
    /// Filter a single column.
    pub fn filter<E: Into<Expr>>(self, predicate: E) -> Self { loop {} }
    /// Get the first value in the group.
    pub fn first(self) -> Self { loop {} }
    /// Get the first non-nullvalue in the group.
    pub fn first_non_null(self) -> Self { loop {} }
    /// Floor underlying floating point array to the lowest integers smaller or equal to the float value.
    pub fn floor(self) -> Self { loop {} }
    /// Take the values by idx.
    pub fn gather<E: Into<Expr>>(self, idx: E, null_on_oob: bool) -> Self { loop {} }
    /// Take the values by a single index.
    pub fn get<E: Into<Expr>>(self, idx: E, null_on_oob: bool) -> Self { loop {} }
    /// Check if `Expr` > `Expr`.
    pub fn gt<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Check if `Expr` >= `Expr`.
    pub fn gt_eq<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Returns whether the column contains one or more null values.
    pub fn has_nulls(self) -> Self { loop {} }
    /// Get the first `n` elements of the Expr result.
    pub fn head(self, length: Option<usize>) -> Self { loop {} }
    /// Implode into a list scalar.
    pub fn implode(self, maintain_order: bool) -> Self { loop {} }
    /// Returns whether this column is empty.
    pub fn is_empty(self, ignore_nulls: bool) -> Self { loop {} }
    /// Get mask of finite values if dtype is Float.
    pub fn is_finite(self) -> Self { loop {} }
    /// Check if the values of the left expression are in the lists of the right expr.
    pub fn is_in<E: Into<Expr>>(self, other: E, nulls_equal: bool) -> Self { loop {} }
    /// Get mask of infinite values if dtype is Float.
    pub fn is_infinite(self) -> Self { loop {} }
    /// Get mask of NaN values if dtype is Float.
    pub fn is_nan(self) -> Self { loop {} }
    /// Get inverse mask of NaN values if dtype is Float.
    pub fn is_not_nan(self) -> Self { loop {} }
    /// Run is_not_null operation on `Expr`.
    pub fn is_not_null(self) -> Self { loop {} }
    /// Run is_null operation on `Expr`.
    pub fn is_null(self) -> Self { loop {} }
    /// Get the single value in the group. If there are multiple values, an error is returned.
    pub fn item(self, allow_empty: bool) -> Self { loop {} }
    /// Get the last value in the group.
    pub fn last(self) -> Self { loop {} }
    /// Get the last non-null value in the group.
    pub fn last_non_null(self) -> Self { loop {} }
    /// Logical "and" operation.
    pub fn logical_and<E: Into<Expr>>(self, expr: E) -> Self { loop {} }
    /// Logical "or" operation.
    pub fn logical_or<E: Into<Expr>>(self, expr: E) -> Self { loop {} }
    /// Get minimal value that could be hold by this dtype.
    pub fn lower_bound(self) -> Expr { loop {} }
    /// Check if `Expr` < `Expr`.
    pub fn lt<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Check if `Expr` <= `Expr`.
    pub fn lt_eq<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Get the number of unique values in the groups.
    pub fn n_unique(self) -> Self { loop {} }
    /// Compare `Expr` with other `Expr` on non-equality.
    pub fn neq<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Compare `Expr` with other `Expr` on non-equality where `None == None`.
    pub fn neq_missing<E: Into<Expr>>(self, other: E) -> Expr { loop {} }
    /// Negate `Expr`.
    pub fn not(self) -> Expr { loop {} }
    /// Get the null count of the column/group.
    pub fn null_count(self) -> Expr { loop {} }
    /// Bitwise "or" operation.
    pub fn or<E: Into<Expr>>(self, expr: E) -> Self { loop {} }
    /// Apply window function over a subgroup.
    /// This is similar to a group_by + aggregation + self join.
    /// Or similar to [window functions in Postgres](https://www.postgresql.org/docs/9.1/tutorial-window.html).
    pub fn over<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(self, partition_by: E) -> PolarsResult<Self> { loop {} }
    /// Constant Pi
    pub fn pi() -> Self { loop {} }
    /// Get the product aggregation of an expression.
    pub fn product(self) -> Self { loop {} }
    /// Compute the quantile per group.
    pub fn quantile(self, quantile: Expr, method: QuantileMethod) -> Self { loop {} }
    /// Collect all chunks into a single chunk before continuing.
    pub fn rechunk(self) -> Self { loop {} }
    /// Reverse column
    pub fn reverse(self) -> Self { loop {} }
    /// Round underlying floating point array to given decimal numbers.
    pub fn round(self, decimals: u32, mode: RoundMode) -> Self { loop {} }
    /// Round to a number of significant figures.
    pub fn round_sig_figs(self, digits: i32) -> Self { loop {} }
    /// Shift the values in the array by some period. See [the eager implementation](polars_core::series::SeriesTrait::shift).
    pub fn shift(self, n: Expr) -> Self { loop {} }
    /// Shift the values in the array by some period and fill the resulting empty values.
    pub fn shift_and_fill<E: Into<Expr>, IE: Into<Expr>>(self, n: E, fill_value: IE) -> Self { loop {} }
    /// Slice the Series.
    /// `offset` may be negative.
    pub fn slice<E: Into<Expr>, F: Into<Expr>>(self, offset: E, length: F) -> Self { loop {} }
    /// Sort with given options.
    pub fn sort(self, options: SortOptions) -> Self { loop {} }
    /// Sort this column by the ordering of another column evaluated from given expr.
    /// Can also be used in a group_by context to sort the groups.
    pub fn sort_by<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(self, by: E, sort_options: SortMultipleOptions) -> Expr { loop {} }
    /// Cast expression to another data type.
    /// Throws an error if conversion had overflows.
    /// Returns an Error if cast is invalid on rows after predicates are pushed down.
    pub fn strict_cast(self, dtype: impl Into<DataTypeExpr>) -> Self { loop {} }
    /// Get the last `n` elements of the Expr result.
    pub fn tail(self, length: Option<usize>) -> Self { loop {} }
    /// Truncate underlying floating point array toward zero to given decimal.
    pub fn truncate(self, decimals: u32) -> Self { loop {} }
    /// Get unique values of this expression.
    pub fn unique(self) -> Self { loop {} }
    /// Get unique values of this expression, while maintaining order.
    /// This requires more work than [`Expr::unique`].
    pub fn unique_stable(self) -> Self { loop {} }
    /// Get maximal value that could be hold by this dtype.
    pub fn upper_bound(self) -> Expr { loop {} }
    /// Bitwise "xor" operation.
    pub fn xor<E: Into<Expr>>(self, expr: E) -> Self { loop {} }
}

impl core::ops::Add<Self> for Expr {
    type Output = Expr;
    fn add(self, other: Self) -> Expr { loop {} }
}

impl core::ops::Sub<Self> for Expr {
    type Output = Expr;
    fn sub(self, other: Self) -> Expr { loop {} }
}

impl core::ops::Div<Self> for Expr {
    type Output = Expr;
    fn div(self, other: Self) -> Expr { loop {} }
}

impl core::ops::Mul<Self> for Expr {
    type Output = Expr;
    fn mul(self, other: Self) -> Expr { loop {} }
}

impl core::ops::Rem<Self> for Expr {
    type Output = Expr;
    fn rem(self, other: Self) -> Expr { loop {} }
}

impl core::ops::Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr { loop {} }
}

impl Clone for Expr {
    fn clone(&self) -> Self { loop {} }
}

pub trait Literal {
}

pub enum Selector {
    Wildcard,
    Empty,
}

impl Clone for Selector {
    fn clone(&self) -> Self { loop {} }
}

impl core::ops::BitOr<Self> for Selector {
    type Output = Selector;
    fn bitor(self, other: Self) -> Selector { loop {} }
}

impl core::ops::BitAnd<Self> for Selector {
    type Output = Selector;
    fn bitand(self, other: Self) -> Selector { loop {} }
}

impl core::ops::BitXor<Self> for Selector {
    type Output = Selector;
    fn bitxor(self, other: Self) -> Selector { loop {} }
}

impl core::ops::Sub<Self> for Selector {
    type Output = Selector;
    fn sub(self, other: Self) -> Selector { loop {} }
}

impl core::ops::Not for Selector {
    type Output = Selector;
    fn not(self) -> Selector { loop {} }
}

/// Utility struct for the `when-then-otherwise` expression.
pub struct Then {
}

impl Then {
    /// Define a default for the `when-then-otherwise` expression.
    pub fn otherwise<E: Into<Expr>>(self, statement: E) -> Expr { loop {} }
    /// Attach a statement to the corresponding condition.
    pub fn when<E: Into<Expr>>(self, condition: E) -> ChainedWhen { loop {} }
}

impl Clone for Then {
    fn clone(&self) -> Self { loop {} }
}

/// Utility struct for the `when-then-otherwise` expression.
pub struct When {
}

impl When {
    /// Add a condition to the `when-then-otherwise` expression.
    pub fn then<E: Into<Expr>>(self, expr: E) -> Then { loop {} }
}

impl Clone for When {
    fn clone(&self) -> Self { loop {} }
}

/// Selects all columns.
pub fn all() -> Selector { loop {} }

/// Create a Column Expression based on a column name.
pub fn col<S>(name: S) -> Expr where S: Into<PlSmallStr> { loop {} }

/// Select multiple columns by name.
pub fn cols<I, S>(names: I) -> Selector where I: IntoIterator<Item = S>, S: Into<PlSmallStr> { loop {} }

/// Return the number of rows in the context.
pub fn len() -> Expr { loop {} }

/// Create a Literal Expression from `L`. A literal expression behaves like a column that contains a single distinct
/// value.
pub fn lit<L: Literal>(t: L) -> Expr { loop {} }

/// Start a `when-then-otherwise` expression.
pub fn when<E: Into<Expr>>(condition: E) -> When { loop {} }

pub trait IntoLazy {
    fn lazy(self) -> LazyFrame { loop {} }
}

/// Lazy abstraction over an eager `DataFrame`.
pub struct LazyFrame {
}

impl LazyFrame {
    /// Get a handle to the schema — a map from column names to data types — of the current
    /// `LazyFrame` computation.
    pub fn collect_schema(&mut self) -> PolarsResult<SchemaRef> { loop {} }
}

impl LazyFrame {
    /// Caches the result into a new LazyFrame.
    pub fn cache(self) -> Self { loop {} }
    /// Cast all frame columns to the given dtype, resulting in a new LazyFrame
    pub fn cast_all(self, dtype: impl Into<DataTypeExpr>, strict: bool) -> Self { loop {} }
    /// Remove all the rows of the LazyFrame.
    pub fn clear(self) -> LazyFrame { loop {} }
    /// Execute all the lazy operations and collect them into a [`DataFrame`].
    pub fn collect(self) -> PolarsResult<DataFrame> { loop {} }
    /// Return the number of non-null elements for each column.
    pub fn count(self) -> LazyFrame { loop {} }
    /// Return a String describing the optimized logical plan.
    pub fn describe_optimized_plan(&self) -> PolarsResult<String> { loop {} }
    /// Return a String describing the optimized logical plan in tree format.
    pub fn describe_optimized_plan_tree(&self) -> PolarsResult<String> { loop {} }
    /// Return a String describing the naive (un-optimized) logical plan.
    pub fn describe_plan(&self) -> PolarsResult<String> { loop {} }
    /// Return a String describing the naive (un-optimized) logical plan in tree format.
    pub fn describe_plan_tree(&self) -> PolarsResult<String> { loop {} }
    /// Removes columns from the DataFrame.
    /// Note that it's better to only select the columns you need
    /// and let the projection pushdown optimize away the unneeded columns.
    pub fn drop(self, columns: Selector) -> Self { loop {} }
    /// Drop rows containing one or more NaN values.
    pub fn drop_nans(self, subset: Option<Selector>) -> LazyFrame { loop {} }
    /// Drop rows containing one or more None values.
    pub fn drop_nulls(self, subset: Option<Selector>) -> LazyFrame { loop {} }
    /// Return a String describing the logical plan.
    pub fn explain(&self, optimized: bool) -> PolarsResult<String> { loop {} }
    /// Apply explode operation. [See eager explode](polars_core::frame::DataFrame::explode).
    pub fn explode(self, columns: Selector, options: ExplodeOptions) -> LazyFrame { loop {} }
    /// Fill NaN values in the DataFrame with an expression.
    pub fn fill_nan<E: Into<Expr>>(self, fill_value: E) -> LazyFrame { loop {} }
    /// Fill None values in the DataFrame with an expression.
    pub fn fill_null<E: Into<Expr>>(self, fill_value: E) -> LazyFrame { loop {} }
    /// Filter frame rows that match a predicate expression.
    pub fn filter(self, predicate: Expr) -> Self { loop {} }
    /// Get the first row.
    pub fn first(self) -> LazyFrame { loop {} }
    /// Full outer join this query with another lazy query.
    pub fn full_join<E: Into<Expr>>(self, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { loop {} }
    /// Gathers rows from this DataFrame based on the indices in idxs.
    pub fn gather(self, idxs: LazyFrame, null_on_oob: bool) -> LazyFrame { loop {} }
    /// Performs a "group-by" on a `LazyFrame`, producing a [`LazyGroupBy`], which can subsequently be aggregated.
    pub fn group_by<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(self, by: E) -> LazyGroupBy { loop {} }
    /// Similar to [`group_by`][`Self::group_by`], but order of the DataFrame is maintained.
    pub fn group_by_stable<E: AsRef<[IE]>, IE: Into<Expr> + Clone>(self, by: E) -> LazyGroupBy { loop {} }
    /// Inner join this query with another lazy query.
    pub fn inner_join<E: Into<Expr>>(self, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { loop {} }
    /// Generic function to join two LazyFrames.
    pub fn join<E: AsRef<[Expr]>>(self, other: LazyFrame, left_on: E, right_on: E, args: JoinArgs) -> LazyFrame { loop {} }
    /// Get the last row.
    pub fn last(self) -> LazyFrame { loop {} }
    /// Left outer join this query with another lazy query.
    pub fn left_join<E: Into<Expr>>(self, other: LazyFrame, left_on: E, right_on: E) -> LazyFrame { loop {} }
    /// Limit the DataFrame to the first `n` rows.
    pub fn limit(self, n: IdxSize) -> LazyFrame { loop {} }
    /// Aggregate all the columns as their maximum values.
    pub fn max(self) -> Self { loop {} }
    /// Aggregate all the columns as their mean values.
    pub fn mean(self) -> Self { loop {} }
    /// Aggregate all the columns as their median values.
    pub fn median(self) -> Self { loop {} }
    /// Aggregate all the columns as their minimum values.
    pub fn min(self) -> Self { loop {} }
    /// Aggregate all the columns as the sum of their null value count.
    pub fn null_count(self) -> LazyFrame { loop {} }
    /// Profile a LazyFrame.
    pub fn profile(self) -> PolarsResult<(DataFrame, DataFrame)> { loop {} }
    /// Aggregate all the columns as their quantile values.
    pub fn quantile(self, quantile: Expr, method: QuantileMethod) -> Self { loop {} }
    /// Remove frame rows that match a predicate expression.
    pub fn remove(self, predicate: Expr) -> Self { loop {} }
    /// Rename columns in the DataFrame.
    pub fn rename<I, J, T, S>(self, existing: I, new: J, strict: bool) -> Self where I: IntoIterator<Item = T>, J: IntoIterator<Item = S>, T: AsRef<str>, S: AsRef<str> { loop {} }
    /// Reverse the `DataFrame` from top to bottom.
    pub fn reverse(self) -> Self { loop {} }
    /// Select (and optionally rename, with [`alias`](crate::dsl::Expr::alias)) columns from the query.
    pub fn select<E: AsRef<[Expr]>>(self, exprs: E) -> Self { loop {} }
    /// Shift the values by a given period and fill the parts that will be empty due to this operation
    /// with `Nones`.
    pub fn shift<E: Into<Expr>>(self, n: E) -> Self { loop {} }
    /// Shift the values by a given period and fill the parts that will be empty due to this operation
    /// with the result of the `fill_value` expression.
    pub fn shift_and_fill<E: Into<Expr>, IE: Into<Expr>>(self, n: E, fill_value: IE) -> Self { loop {} }
    /// Slice the DataFrame using an offset (starting row) and a length.
    pub fn slice(self, offset: i64, len: IdxSize) -> LazyFrame { loop {} }
    /// Add a sort operation to the logical plan.
    pub fn sort(self, by: impl IntoVec<PlSmallStr>, sort_options: SortMultipleOptions) -> Self { loop {} }
    /// Add a sort operation to the logical plan.
    pub fn sort_by_exprs<E: AsRef<[Expr]>>(self, by_exprs: E, sort_options: SortMultipleOptions) -> Self { loop {} }
    /// Aggregate all the columns as their standard deviation values.
    pub fn std(self, ddof: u8) -> Self { loop {} }
    /// Aggregate all the columns as their sum values.
    pub fn sum(self) -> Self { loop {} }
    /// Get the last `n` rows.
    pub fn tail(self, n: IdxSize) -> LazyFrame { loop {} }
    /// Drop non-unique rows without maintaining the order of kept rows.
    pub fn unique(self, subset: Option<Selector>, keep_strategy: UniqueKeepStrategy) -> LazyFrame { loop {} }
    /// Drop non-unique rows and maintain the order of kept rows.
    pub fn unique_stable(self, subset: Option<Selector>, keep_strategy: UniqueKeepStrategy) -> LazyFrame { loop {} }
    /// Aggregate all the columns as their variance values.
    pub fn var(self, ddof: u8) -> Self { loop {} }
    /// Check if operations are order dependent and unset maintaining_order if
    /// the order would not be observed.
    pub fn with_check_order(self, toggle: bool) -> Self { loop {} }
    /// Toggle cluster with columns optimization.
    pub fn with_cluster_with_columns(self, toggle: bool) -> Self { loop {} }
    /// Add or replace a column, given as an expression, to a DataFrame.
    pub fn with_column(self, expr: Expr) -> LazyFrame { loop {} }
    /// Add or replace multiple columns, given as expressions, to a DataFrame.
    pub fn with_columns<E: AsRef<[Expr]>>(self, exprs: E) -> LazyFrame { loop {} }
    /// Add or replace multiple columns to a DataFrame, but evaluate them sequentially.
    pub fn with_columns_seq<E: AsRef<[Expr]>>(self, exprs: E) -> LazyFrame { loop {} }
    /// Toggle predicate pushdown optimization.
    pub fn with_predicate_pushdown(self, toggle: bool) -> Self { loop {} }
    /// Toggle projection pushdown optimization.
    pub fn with_projection_pushdown(self, toggle: bool) -> Self { loop {} }
    /// Try to estimate the number of rows so that joins can determine which side to keep in memory.
    pub fn with_row_estimate(self, toggle: bool) -> Self { loop {} }
    /// Add a new column at index 0 that counts the rows.
    pub fn with_row_index<S>(self, name: S, offset: Option<IdxSize>) -> LazyFrame where S: Into<PlSmallStr> { loop {} }
    /// Toggle expression simplification optimization on or off.
    pub fn with_simplify_expr(self, toggle: bool) -> Self { loop {} }
    /// Toggle slice pushdown optimization.
    pub fn with_slice_pushdown(self, toggle: bool) -> Self { loop {} }
    /// Toggle type check optimization.
    pub fn with_type_check(self, toggle: bool) -> Self { loop {} }
    /// Toggle type coercion optimization.
    pub fn with_type_coercion(self, toggle: bool) -> Self { loop {} }
    /// Turn off all optimizations.
    pub fn without_optimizations(self) -> Self { loop {} }
}

impl Clone for LazyFrame {
    fn clone(&self) -> Self { loop {} }
}

/// Utility struct for lazy group_by operation.
pub struct LazyGroupBy {
}

impl LazyGroupBy {
    /// Group by and aggregate.
    pub fn agg<E: AsRef<[Expr]>>(self, aggs: E) -> LazyFrame { loop {} }
    /// Filter groups with a predicate after aggregation.
    pub fn having(self, predicate: Expr) -> Self { loop {} }
    /// Return first n rows of each group
    pub fn head(self, n: Option<usize>) -> LazyFrame { loop {} }
    /// Return last n rows of each group
    pub fn tail(self, n: Option<usize>) -> LazyFrame { loop {} }
}

impl Clone for LazyGroupBy {
    fn clone(&self) -> Self { loop {} }
}

pub struct BooleanChunked {
}

pub struct Float32Chunked {
}

pub struct Float64Chunked {
}

pub struct IdxCa {
}

pub struct Int32Chunked {
}

pub struct Int64Chunked {
}

pub struct JoinArgs {
}

pub struct JoinType {
}

pub struct ListChunked {
}

pub struct PlSmallStr {
}

pub struct QuantileMethod {
}

pub struct RankOptions {
}

pub struct RoundMode {
}

pub struct Schema {
}

pub struct SchemaRef {
}

pub struct StringChunked {
}

pub struct UInt32Chunked {
}

pub trait NumCast {
}

impl IntoLazy for DataFrame {}

impl Literal for bool {}

impl Literal for f32 {}

impl Literal for f64 {}

impl Literal for i32 {}

impl Literal for i64 {}

impl Literal for &str {}

impl Literal for String {}

pub type PolarsResult<T> = Result<T, crate::error::PolarsError>;

pub type IdxSize = u32;
