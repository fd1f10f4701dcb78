//! Written by scripts/declare.py from the documentation of burn, and tested by tests/foreign_types.rs.

pub enum DType {
    F64,
    F32,
    Flex32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
}

impl Clone for DType {
    fn clone(&self) -> Self { loop {} }
}

/// Errors that can occur while accessing or converting [`TensorData`].
pub struct DataError {
}

/// Distribution for random value of a tensor.
pub enum Distribution {
    Default,
}

impl Clone for Distribution {
    fn clone(&self) -> Self { loop {} }
}

/// Core element trait for tensor values.
pub trait Element {
}

/// Element conversion trait for tensor.
pub trait ElementConversion {
}

/// An error that can happen when syncing a device.
pub struct ExecutionError {
}

impl Clone for ExecutionError {
    fn clone(&self) -> Self { loop {} }
}

/// Computation to be used to update the existing values in indexed assignment operations (scatter/select).
pub enum IndexingUpdateOp {
    Assign,
    Add,
    Mul,
    Min,
    Max,
}

impl Clone for IndexingUpdateOp {
    fn clone(&self) -> Self { loop {} }
}

/// A slice specification for a single tensor dimension.
pub struct Slice {
}

impl Clone for Slice {
    fn clone(&self) -> Self { loop {} }
}

/// Trait for slice arguments that can be converted into an array of slices.
/// This allows the `slice` method to accept both single slices (from `s![..]`)
/// and arrays of slices (from `s![.., ..]` or `[0..5, 1..3]`).
pub trait SliceArg {
}

/// Data structure for tensors.
pub struct TensorData {
}

impl TensorData {
    /// Asserts the data is equal to another data.
    /// Shapes, element counts, and values must match.
    pub fn assert_eq(&self, other: &Self, strict: bool) { loop {} }
}

impl TensorData {
    /// Returns the data as a slice of bytes.
    pub fn as_bytes(&self) -> &[u8] { loop {} }
    /// Returns the mutable slice view of the tensor data.
    pub fn as_mut_slice<E: Element>(&mut self) -> Result<&mut [E], DataError> { loop {} }
    /// Returns the immutable slice view of the tensor data.
    pub fn as_slice<E: Element>(&self) -> Result<&[E], DataError> { loop {} }
    /// Returns the data type of the tensor data.
    pub fn dtype(&self) -> DType { loop {} }
    /// Creates a new tensor data structure from raw bytes stored in a vector.
    pub fn from_bytes_vec<S: Into<Shape>>(bytes: Vec<u8>, shape: S, dtype: DType) -> Self { loop {} }
    /// Populates the data with the given value
    pub fn full<E: Element, S: Into<Shape>>(shape: S, fill_value: E) -> TensorData { loop {} }
    /// Creates a new tensor data structure.
    pub fn new<E: Element, S: Into<Shape>>(value: Vec<E>, shape: S) -> Self { loop {} }
    /// Returns the total number of elements of the tensor data.
    pub fn num_elements(&self) -> usize { loop {} }
    /// Populates the data with ones.
    pub fn ones<E: Element, S: Into<Shape>>(shape: S) -> TensorData { loop {} }
    /// Returns the rank (the number of dimensions).
    pub fn rank(&self) -> usize { loop {} }
    /// Returns the shape of the tensor data.
    pub fn shape(&self) -> &Shape { loop {} }
    /// Creates a new tensor data structure from raw bytes stored in a vector.
    pub fn try_from_bytes_vec<S: Into<Shape>>(bytes: Vec<u8>, shape: S, dtype: DType) -> Result<Self, DataError> { loop {} }
    /// Populates the data with zeros.
    pub fn zeros<E: Element, S: Into<Shape>>(shape: S) -> TensorData { loop {} }
}

impl TensorData {
    /// Converts the data to the dtype represented by `E`.
    pub fn convert<E: Element>(self) -> Self { loop {} }
    /// Converts the data to `dtype`.
    pub fn convert_dtype(self, dtype: DType) -> Self { loop {} }
    /// Converts the data to `dtype`.
    pub fn try_cast(self, dtype: DType) -> Result<TensorData, DataError> { loop {} }
    /// Converts the data to the dtype represented by `E`.
    pub fn try_cast_as<E: Element>(self) -> Result<TensorData, DataError> { loop {} }
    /// Converts the stored values into a vector without dtype conversion.
    pub fn try_into_vec<E: Element>(self) -> Result<Vec<E>, DataError> { loop {} }
    /// Converts the data to a [`Vec<E>`].
    pub fn try_into_vec_as<E: Element>(self) -> Result<Vec<E>, DataError> { loop {} }
    /// Copies the stored values to a vector without dtype conversion.
    pub fn try_to_vec<E: Element>(&self) -> Result<Vec<E>, DataError> { loop {} }
    /// Copies and converts the data to a [`Vec<E>`].
    pub fn try_to_vec_as<E: Element>(&self) -> Result<Vec<E>, DataError> { loop {} }
}

impl Clone for TensorData {
    fn clone(&self) -> Self { loop {} }
}

/// Errors that can occur while reading host data from a tensor.
pub struct TensorReadError {
}

/// Kinds that support autodiff operations.
pub trait Autodiff {
}

/// The base trait for any tensor kind.
pub trait Basic {
}

/// A type-level representation of the kind of a bool tensor.
pub struct Bool {
}

impl Clone for Bool {
    fn clone(&self) -> Self { loop {} }
}

/// Trait used for broadcast arguments.
pub trait BroadcastArgs<const D1: usize, const D2: usize> {
}

/// A high-level device handle for tensor operations.
pub struct Device {
}

impl Device {
    /// Enables autodiff on this device.
    pub fn autodiff(self) -> Self { loop {} }
    /// Flex backend device.
    pub fn flex() -> Self { loop {} }
    /// Flush the device's pending operations, handing them off for execution without waiting
    /// for them to complete.
    pub fn flush(&self) -> Result<(), ExecutionError> { loop {} }
    /// Enables gradient checkpointing on the autodiff device.
    pub fn gradient_checkpointing(self) -> Self { loop {} }
    /// Returns this device without its autodiff association.
    pub fn inner(self) -> Self { loop {} }
    /// Returns whether this device is associated with autodiff.
    pub fn is_autodiff(&self) -> bool { loop {} }
    /// Triggers a memory cleanup on this device.
    pub fn memory_cleanup(&self) { loop {} }
    /// Seeds the random number generator for this device.
    pub fn seed(&self, seed: u64) { loop {} }
    /// Prepares the given data for transfer between the CPU and accelerator devices such as GPUs.
    pub fn staging<'a, Iter>(&self, data: Iter) where Iter: Iterator<Item = &'a mut TensorData> { loop {} }
    /// Returns `true` if this device supports `dtype` for general computation:
    /// storage, conversion, *and* arithmetic.
    pub fn supports_dtype(&self, dtype: impl Into<DType>) -> bool { loop {} }
    /// Synchronize the device, waiting for all pending operations to complete.
    pub fn sync(&self) -> Result<(), ExecutionError> { loop {} }
    /// Returns this device without its autodiff association.
    pub fn without_autodiff(self) -> Self { loop {} }
}

impl Clone for Device {
    fn clone(&self) -> Self { loop {} }
}

/// A type-level representation of the kind of a float tensor
pub struct Float {
}

impl Clone for Float {
    fn clone(&self) -> Self { loop {} }
}

/// Kinds that support float math operations.
pub trait FloatMath {
}

/// Gradients container used during the backward pass.
pub struct Gradients {
}

/// A type-level representation of the kind of a int tensor.
pub struct Int {
}

impl Clone for Int {
    fn clone(&self) -> Self { loop {} }
}

/// Kinds that support numeric operations.
pub trait Numeric {
}

/// Kinds that support ordered operations.
pub trait Ordered {
}

/// Trait used for reshape arguments.
pub trait ReshapeArgs<const D2: usize> {
}

/// A tensor with a given backend, shape and data type.
pub struct Tensor<const D: usize, K = Float> {
    of: *const K,
}

impl<const D: usize> Tensor<D> {
    /// Computes gradients by backpropagating from this tensor.
    pub fn backward(&self) -> Gradients { loop {} }
    /// Returns this tensor's retained gradient, if present.
    pub fn grad(&self, grads: &Gradients) -> Option<Tensor<D>> { loop {} }
    /// Removes and returns this tensor's retained gradient, if present.
    pub fn grad_remove(&self, grads: &mut Gradients) -> Option<Tensor<D>> { loop {} }
    /// Replaces this tensor's entry in `grads` with `grad`.
    pub fn grad_replace(&self, grads: &mut Gradients, grad: Tensor<D>) { loop {} }
    /// Returns whether this tensor's node is marked for autodiff graph participation.
    pub fn is_tracked(&self) -> bool { loop {} }
}

impl<const D: usize, K: Autodiff> Tensor<D, K> {
    /// Returns this tensor with autodiff enabled.
    pub fn autodiff(self) -> Self { loop {} }
    /// Returns the provided tensor with autodiff enabled.
    pub fn from_inner(inner: Tensor<D, K>) -> Self { loop {} }
    /// Returns this tensor without its autodiff association.
    pub fn inner(self) -> Tensor<D, K> { loop {} }
    /// Returns whether autodiff is enabled for this tensor.
    pub fn is_autodiff(&self) -> bool { loop {} }
    /// Returns this tensor without its autodiff association.
    pub fn without_autodiff(self) -> Self { loop {} }
}

impl<const D: usize, K> Tensor<D, K> where K: Basic {
    /// Tests if all elements in the `tensor` evaluate to True.
    pub fn all(self) -> Tensor<1, Bool> { loop {} }
    /// Tests if all elements in the `tensor` evaluate to True along a given dimension `dim`.
    pub fn all_dim(self, dim: impl AsIndex) -> Tensor<D, Bool> { loop {} }
    /// Tests if any element in the `tensor` evaluates to True.
    pub fn any(self) -> Tensor<1, Bool> { loop {} }
    /// Tests if any element in the `tensor` evaluates to True along a given dimension `dim`.
    pub fn any_dim(self, dim: impl AsIndex) -> Tensor<D, Bool> { loop {} }
    /// Whether this tensor's buffer can be mutated in place — i.e. this handle
    /// uniquely owns the allocation, so an in-place op writes it directly
    /// instead of copying first (see `TensorMetadata::can_mut`).
    pub fn can_mut(&self) -> bool { loop {} }
    /// Concatenates all tensors into a new one along the given dimension.
    /// The dimension supports negative indexing.
    pub fn cat(tensors: Vec<Self>, dim: impl AsIndex) -> Self { loop {} }
    /// Attempts to split the tensor into a specified number of chunks along a given dimension.
    /// The dimension supports negative indexing.
    /// May return less chunks than requested if the tensor size is not divisible by the number of chunks.
    pub fn chunk(self, chunks: usize, dim: impl AsIndex) -> Vec<Self> { loop {} }
    /// Returns the device of the current tensor.
    pub fn device(&self) -> Device { loop {} }
    /// Returns the dimensions of the current tensor.
    pub fn dims(&self) -> [usize; D] { loop {} }
    /// Returns the tensor primitive data type.
    pub fn dtype(&self) -> DType { loop {} }
    /// Create an empty tensor of the given shape.
    pub fn empty<S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Self { loop {} }
    /// Create an empty tensor with the same shape, dtype, and device as the current tensor.
    pub fn empty_like(&self) -> Self { loop {} }
    /// Applies element-wise equal comparison.
    pub fn equal(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [equal_scalar](Self::equal_scalar).
    pub fn equal_elem<E: Element>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies element wise equal comparison and returns a boolean tensor.
    pub fn equal_scalar<E: Element>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Broadcast the tensor to the given shape.
    pub fn expand<const D2: usize, S: BroadcastArgs<D, D2>>(self, shape: S) -> Tensor<D2, K> { loop {} }
    /// Takes ownership of the tensor out of `self`, leaving an empty
    /// zero-shape placeholder tensor in its place.
    pub fn extract(&mut self) -> Self { loop {} }
    /// Flatten the tensor along a given range of dimensions.
    pub fn flatten<const D2: usize>(self, start_dim: impl AsIndex, end_dim: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Reverse the order of elements in the tensor along the given dimensions.
    pub fn flip<const N: usize>(self, axes: [impl AsIndex; N]) -> Tensor<D, K> { loop {} }
    /// Create a tensor from the given data on the given device.
    pub fn from_data<T>(data: T, options: impl Into<TensorCreationOptions>) -> Self where T: Into<TensorData> { loop {} }
    /// Create a tensor of the given shape where each element is equal to the provided value.
    pub fn full<S: Into<Shape>, E: ElementConversion>(shape: S, fill_value: E, options: impl Into<TensorCreationOptions>) -> Self { loop {} }
    /// Returns a new tensor with the same shape, dtype, and device as the current tensor,
    /// filled with the provided value.
    pub fn full_like<E: ElementConversion>(&self, fill_value: E) -> Self { loop {} }
    /// Gather tensor elements corresponding to the given indices from the specified dim.
    /// The dimension supports negative indexing.
    pub fn gather(self, dim: impl AsIndex, indices: Tensor<D, Int>) -> Self { loop {} }
    /// Multi-dimensional gather: collect slices from `self` at multi-index locations
    /// specified by `indices`.
    pub fn gather_nd<const M: usize, const DV: usize>(self, indices: Tensor<M, Int>) -> Tensor<DV, K> { loop {} }
    /// Converts the data of the current tensor.
    pub fn into_data(self) -> TensorData { loop {} }
    /// Reads the tensor data into host memory and converts it to the dtype represented by `E`.
    pub fn into_data_as<E: Element>(self) -> TensorData { loop {} }
    /// Reads the tensor data into host memory and converts it to `dtype`.
    pub fn into_data_dtype(self, dtype: DType) -> TensorData { loop {} }
    /// Convert the tensor into a scalar.
    pub fn into_scalar<E: Element>(self) -> E { loop {} }
    /// Update the given tensor with the value where the mask is true.
    pub fn mask_fill<E: ElementConversion>(self, mask: Tensor<D, Bool>, value: E) -> Self { loop {} }
    /// Selects the elements of the tensor where `mask` is `true`, returned as a 1D tensor in the
    /// order of the flattened input tensor.
    pub fn mask_select(self, mask: Tensor<D, Bool>) -> Tensor<1, K> { loop {} }
    /// Update the given tensor with the value tensor where the mask is true.
    pub fn mask_where(self, mask: Tensor<D, Bool>, value: Self) -> Self { loop {} }
    /// Returns a new tensor with the given dimension narrowed to the given range.
    /// The dimension supports negative indexing.
    pub fn narrow(self, dim: impl AsIndex, start: usize, length: usize) -> Self { loop {} }
    /// Applies element-wise non-equality comparison.
    pub fn not_equal(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [not_equal_scalar](Self::not_equal_scalar).
    pub fn not_equal_elem<E: Element>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies element wise non-equality comparison and returns a boolean tensor.
    pub fn not_equal_scalar<E: Element>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Create a tensor of the given shape where each element is one.
    pub fn ones<S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Self { loop {} }
    /// Returns a new tensor with the same shape, dtype, and device as the current tensor filled with ones.
    pub fn ones_like(&self) -> Self { loop {} }
    /// Permute the dimensions of the tensor.
    pub fn permute<Dim>(self, axes: [Dim; D]) -> Tensor<D, K> where Dim: AsIndex { loop {} }
    /// Returns the number of dimensions of the tensor.
    pub fn rank(&self) -> usize { loop {} }
    /// Repeat the tensor along the given dimensions.
    pub fn repeat(self, sizes: &[usize]) -> Self { loop {} }
    /// Repeat the tensor along the given dimension.
    pub fn repeat_dim(self, dim: impl AsIndex, times: usize) -> Self { loop {} }
    /// Reshape the tensor to have the given shape.
    pub fn reshape<const D2: usize, S: ReshapeArgs<D2>>(self, shape: S) -> Tensor<D2, K> { loop {} }
    /// Roll operation.
    pub fn roll<Shift, Dim>(self, shifts: &[Shift], dims: &[Dim]) -> Self where Shift: AsIndex, Dim: AsIndex { loop {} }
    /// Roll operation along a specific dimension; wrapping around the elements.
    pub fn roll_dim<Shift, Dim>(self, shift: Shift, dim: Dim) -> Self where Shift: AsIndex, Dim: AsIndex { loop {} }
    /// Assign the gathered elements corresponding to the given indices along the specified dimension
    /// from the value tensor to the original tensor using the requested update operation.
    pub fn scatter(self, dim: impl AsIndex, indices: Tensor<D, Int>, values: Self, update: IndexingUpdateOp) -> Self { loop {} }
    /// Multi-dimensional scatter: update the tensor at locations given by `indices` using the specified `update` operation.
    pub fn scatter_nd<const M: usize, const DV: usize>(self, indices: Tensor<M, Int>, values: Tensor<DV, K>, update: IndexingUpdateOp) -> Self { loop {} }
    /// Select tensor elements along the given dimension corresponding to the given indices.
    pub fn select(self, dim: impl AsIndex, indices: Tensor<1, Int>) -> Self { loop {} }
    /// Assign the selected elements along the given dimension corresponding to the given indices
    /// from the value tensor to the original tensor using the requested update operation.
    pub fn select_assign(self, dim: impl AsIndex, indices: Tensor<1, Int>, values: Tensor<D, K>, update: IndexingUpdateOp) -> Self { loop {} }
    /// Returns a new tensor selecting a dimension index, and then squeezing that dim.
    pub fn select_dim<const D2: usize>(self, dim: impl AsIndex, index: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Returns the shape of the current tensor.
    pub fn shape(&self) -> Shape { loop {} }
    /// Returns a tensor containing the elements selected from the given slices.
    pub fn slice<S>(self, slices: S) -> Self where S: SliceArg { loop {} }
    /// Assigns values to a slice of the tensor and returns the updated tensor.
    pub fn slice_assign<S>(self, slices: S, values: Self) -> Self where S: SliceArg { loop {} }
    /// Returns a new tensor with the specified dimension sliced.
    pub fn slice_dim<S>(self, dim: impl AsIndex, slice: S) -> Self where S: Into<Slice> { loop {} }
    /// Fills a slice of the tensor with a constant value and returns the updated tensor.
    pub fn slice_fill<S, E: Element>(self, slices: S, value: E) -> Self where S: SliceArg { loop {} }
    /// Splits the tensor into chunks of a specified size along a given dimension.
    /// The dimension supports negative indexing.
    /// Each chunk is a view of the original tensor.
    pub fn split(self, split_size: usize, dim: impl AsIndex) -> Vec<Self> { loop {} }
    /// Splits the tensor into chunks with the specified sizes along a given dimension.
    /// The dimension supports negative indexing.
    /// Each chunk is a view of the original tensor.
    pub fn split_with_sizes(self, split_sizes: Vec<usize>, dim: impl AsIndex) -> Vec<Self> { loop {} }
    /// Squeeze the tensor along all dimensions, removing dimensions
    /// of size one, and effectively reducing the rank of the tensor.
    pub fn squeeze<const D2: usize>(self) -> Tensor<D2, K> { loop {} }
    /// Squeeze the tensor along the given dimension, removing the specified dimension
    /// of size one, and effectively reducing the rank of the tensor by one.
    pub fn squeeze_dim<const D2: usize>(self, dim: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Removes specified dimensions of size 1 from a tensor's shape. This function takes a tensor and
    /// an array of dimensions (`dims`) to be squeezed. If `dims` is provided, only the dimensions
    /// specified in this array will be removed. Each dimension in `dims` should correspond to a size of 1
    /// in the tensor; otherwise, the dimension will not be squeezed. If `dims` is empty, all single-dimensional entries
    /// in the tensor will be removed. If entries in `dims` are negative, then dimensions will be counted
    /// from the back.
    pub fn squeeze_dims<const D2: usize>(self, dims: &[impl AsIndex]) -> Tensor<D2, K> { loop {} }
    /// Concatenates all tensors into a new one along a new dimension.
    /// The dimension supports negative indexing.
    pub fn stack<const D2: usize>(tensors: Vec<Tensor<D, K>>, dim: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Swaps two dimensions of a tensor.
    pub fn swap_dims<Dim1, Dim2>(self, dim1: Dim1, dim2: Dim2) -> Tensor<D, K> where Dim1: AsIndex, Dim2: AsIndex { loop {} }
    /// Alias for `transpose`.
    pub fn t(self) -> Tensor<D, K> { loop {} }
    /// Converts the data of the current tensor.
    pub fn to_data(&self) -> TensorData { loop {} }
    /// Copies the tensor data to host memory and converts it to the dtype represented by `E`.
    pub fn to_data_as<E: Element>(&self) -> TensorData { loop {} }
    /// Copies the tensor data to host memory and converts it to `dtype`.
    pub fn to_data_dtype(&self, dtype: DType) -> TensorData { loop {} }
    /// Moves the tensor to the target device's compute resource.
    pub fn to_device(self, device: &Device) -> Self { loop {} }
    /// Transpose the tensor.
    pub fn transpose(self) -> Tensor<D, K> { loop {} }
    /// Converts the data of the current tensor and returns any error that might have occurred since the
    /// last time the device was synchronized.
    pub fn try_into_data(self) -> Result<TensorData, ExecutionError> { loop {} }
    /// Reads the tensor data into host memory and converts it to the dtype represented by `E`.
    pub fn try_into_data_as<E: Element>(self) -> Result<TensorData, TensorReadError> { loop {} }
    /// Reads the tensor data into host memory and converts it to `dtype`.
    pub fn try_into_data_dtype(self, dtype: DType) -> Result<TensorData, TensorReadError> { loop {} }
    /// Converts the tensor into a scalar and returns any error that occurred since the
    /// last time the device was synchronized.
    pub fn try_into_scalar<E: Element>(self) -> Result<E, TensorReadError> { loop {} }
    /// Reads the tensor data into a host [`Vec<E>`], converting the dtype when necessary.
    pub fn try_into_vec_as<E: Element>(self) -> Result<Vec<E>, TensorReadError> { loop {} }
    /// Converts the data of the current tensor.
    pub fn try_to_data(&self) -> Result<TensorData, ExecutionError> { loop {} }
    /// Copies the tensor data to host memory and converts it to the dtype represented by `E`.
    pub fn try_to_data_as<E: Element>(&self) -> Result<TensorData, TensorReadError> { loop {} }
    /// Copies the tensor data to host memory and converts it to `dtype`.
    pub fn try_to_data_dtype(&self, dtype: DType) -> Result<TensorData, TensorReadError> { loop {} }
    /// Copies the tensor data to a host [`Vec<E>`], converting the dtype when necessary.
    pub fn try_to_vec_as<E: Element>(&self) -> Result<Vec<E>, TensorReadError> { loop {} }
    /// Unfold windows along a dimension.
    pub fn unfold<const D2: usize, I: AsIndex>(self, dim: I, size: usize, step: usize) -> Tensor<D2, K> { loop {} }
    /// Unsqueeze the current tensor. Create new leading dimensions to fit the given size.
    pub fn unsqueeze<const D2: usize>(self) -> Tensor<D2, K> { loop {} }
    /// Creates a new tensor with a dimension of size one inserted at the specified position.
    pub fn unsqueeze_dim<const D2: usize>(self, dim: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Creates a new tensor with added dimensions of size one inserted at the specified indices.
    /// The indices can be negative, in which case they are counted from the last to the first dimension.
    /// the axes can contain duplicates, in which case the number of dimensions inserted at the index
    /// is the number of duplicates.
    pub fn unsqueeze_dims<const D2: usize>(self, axes: &[impl AsIndex]) -> Tensor<D2, K> { loop {} }
    /// Create a tensor of the given shape where each element is zero.
    pub fn zeros<S: Into<Shape>>(shape: S, options: impl Into<TensorCreationOptions>) -> Self { loop {} }
    /// Returns a new tensor with the same shape, dtype, and device as the current tensor filled with zeros.
    pub fn zeros_like(&self) -> Self { loop {} }
}

impl<const D: usize> Tensor<D, Bool> {
    /// Compute the indices of the elements that are true, grouped by element.
    pub fn argwhere(self) -> Tensor<2, Int> { loop {} }
    /// Performs logical and (`&&`) on two boolean tensors.
    pub fn bool_and(self, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { loop {} }
    /// Inverses boolean values.
    pub fn bool_not(self) -> Self { loop {} }
    /// Performs logical or (`||`) on two boolean tensors.
    pub fn bool_or(self, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { loop {} }
    /// Performs logical xor (`^`) on two boolean tensors.
    pub fn bool_xor(self, rhs: Tensor<D, Bool>) -> Tensor<D, Bool> { loop {} }
    /// Creates a mask for the diagonal of a matrix, which can be used to fill the specified
    /// area with a value.
    pub fn diag_mask<S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Self { loop {} }
    /// Convert the bool tensor into a float tensor.
    pub fn float(self) -> Tensor<D> { loop {} }
    /// Create a boolean tensor from data on the given device.
    pub fn from_bool<A: Into<TensorData>>(data: A, device: &Device) -> Self { loop {} }
    /// Convert the bool tensor into an int tensor.
    pub fn int(self) -> Tensor<D, Int> { loop {} }
    /// Compute the indices of `true` elements in the tensor (i.e., non-zero for boolean tensors).
    pub fn nonzero(self) -> Vec<Tensor<1, Int>> { loop {} }
    /// Creates a mask for the lower triangle of a matrix, which can be used to fill the specified
    /// area with a value.
    pub fn tril_mask<S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Self { loop {} }
    /// Creates a mask for the upper triangle of a matrix, which can be used to fill the specified
    /// area with a value.
    pub fn triu_mask<S: Into<Shape>>(shape: S, offset: i64, device: &Device) -> Self { loop {} }
}

impl<const D: usize> Tensor<D> {
    /// Checks if all elements are close to another tensor.
    pub fn all_close(self, other: Self, rtol: Option<f64>, atol: Option<f64>) -> bool { loop {} }
    /// Applies element wise ceil operation.
    pub fn ceil(self) -> Self { loop {} }
    /// Checks if the tensor contains any NaN values.
    pub fn contains_nan(self) -> Tensor<1, Bool> { loop {} }
    /// Calculate covaraince matrix between different entries alongside a given dimension.
    pub fn cov<I: AsIndex>(self, dim: I, correction_factor: usize) -> Tensor<D> { loop {} }
    /// Computes the cross product of `self` and another tensor along a given dimension.
    pub fn cross<Dim: AsIndex>(self, other: Tensor<D>, dim: Dim) -> Tensor<D> { loop {} }
    /// Converts each of the elements of the input tensor from angles in degrees to radians.
    pub fn deg2rad(self) -> Self { loop {} }
    /// Convert the tensor back to a higher precision data type.
    pub fn dequantize(self) -> Tensor<D> { loop {} }
    /// Detach the current tensor from the autodiff graph.
    pub fn detach(self) -> Self { loop {} }
    /// Applies the [error function](https://en.wikipedia.org/wiki/Error_function) element wise.
    pub fn erf(self) -> Self { loop {} }
    /// Applies element wise floor operation.
    pub fn floor(self) -> Self { loop {} }
    /// Create a tensor from floats (f32) on a given device.
    pub fn from_floats<A: Into<TensorData>>(floats: A, device: &Device) -> Self { loop {} }
    /// Applies [hypotenuse operation](https://en.wikipedia.org/wiki/Hypotenuse) element wise.
    pub fn hypot(self, other: Self) -> Self { loop {} }
    /// Returns a new tensor with the same shape and device as the current tensor and the data
    /// cast to Integer.
    pub fn int(self) -> Tensor<D, Int> { loop {} }
    /// Checks element wise if the tensor is close to another tensor.
    pub fn is_close(self, other: Self, rtol: Option<f64>, atol: Option<f64>) -> Tensor<D, Bool> { loop {} }
    /// Returns a new tensor with boolean elements indicating whether each element of the input is finite
    pub fn is_finite(self) -> Tensor<D, Bool> { loop {} }
    /// Returns a new tensor with boolean elements indicating whether each element of the input is infinite (either +INF or -INF).
    pub fn is_inf(self) -> Tensor<D, Bool> { loop {} }
    /// Returns a new tensor with boolean elements indicating whether each element of the input is NaN.
    pub fn is_nan(self) -> Tensor<D, Bool> { loop {} }
    /// Returns whether this tensor's gradient is retained after backward.
    pub fn is_require_grad(&self) -> bool { loop {} }
    /// Returns the median value along the specified dimension.
    pub fn median<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Returns the median value along the specified dimension and its index.
    pub fn median_with_indices<I: AsIndex>(self, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
    /// Applies element wise power operation with a float Tensor
    pub fn powf(self, other: Self) -> Self { loop {} }
    /// Applies element wise power operation with a float scalar
    pub fn powf_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Converts each of the elements of the input tensor from angles in radians to degrees.
    pub fn rad2deg(self) -> Self { loop {} }
    /// Returns a new tensor with the same shape, dtype, and device as the current tensor filled random
    /// values sampled from the given distribution.
    pub fn random_like(&self, distribution: Distribution) -> Self { loop {} }
    /// Applies [reciprocal operation](https://en.wikipedia.org/wiki/Multiplicative_inverse)
    /// (or multiplicative inverse) element wise.
    pub fn recip(self) -> Self { loop {} }
    /// Mark the tensor to keep gradients during the backward pass.
    pub fn require_grad(self) -> Self { loop {} }
    /// Applies element wise round operation.
    pub fn round(self) -> Self { loop {} }
    /// Sets whether this tensor's gradient is retained after backward.
    pub fn set_require_grad(self, require_grad: bool) -> Self { loop {} }
    /// Calculate the variance along the given dimension.
    pub fn var<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Calculate the variance along the given dimension without applying the Bessel’s correction.
    pub fn var_bias<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Calculate the variance along the given dimension and also returns the mean.
    pub fn var_mean<I: AsIndex>(self, dim: I) -> (Self, Self) { loop {} }
    /// Calculate the variance along the given dimension without applying the Bessel’s correction and also returns the mean.
    pub fn var_mean_bias<I: AsIndex>(self, dim: I) -> (Self, Self) { loop {} }
}

impl<const D: usize> Tensor<D> {
    /// Draws samples from a categorical distribution defined by the last dimension
    /// of the input tensor.
    pub fn categorical(self, num_samples: usize) -> Tensor<D, Int> { loop {} }
}

impl<const D: usize> Tensor<D> {
    /// Returns true if the tensor is marked as distributed.
    pub fn is_distributed(&self) -> bool { loop {} }
}

impl<const D: usize, K> Tensor<D, K> where K: FloatMath {
    /// Applies element wise inverse cosine operation.
    pub fn acos(self) -> Self { loop {} }
    /// Applies element wise inverse hyperbolic cosine operation.
    pub fn acosh(self) -> Self { loop {} }
    /// Applies element wise inverse sine operation.
    pub fn asin(self) -> Self { loop {} }
    /// Applies element wise inverse hyperbolic sine operation.
    pub fn asinh(self) -> Self { loop {} }
    /// Applies element wise inverse tangent operation.
    pub fn atan(self) -> Self { loop {} }
    /// Applies element wise inverse tangent operation using the signs of arguments to determine the correct quadrant.
    pub fn atan2(self, other: Self) -> Self { loop {} }
    /// Applies element wise inverse hyperbolic tangent operation.
    pub fn atanh(self) -> Self { loop {} }
    /// Applies element wise cosine operation.
    pub fn cos(self) -> Self { loop {} }
    /// Applies element wise hyperbolic cosine operation.
    pub fn cosh(self) -> Self { loop {} }
    /// Applies element wise exponential operation.
    pub fn exp(self) -> Self { loop {} }
    /// Applies element wise natural log operation *ln*.
    pub fn log(self) -> Self { loop {} }
    /// Applies element wise natural logarithm of one plus the input tensor.
    pub fn log1p(self) -> Self { loop {} }
    /// Applies element wise sine operation.
    pub fn sin(self) -> Self { loop {} }
    /// Applies element wise hyperbolic sine operation.
    pub fn sinh(self) -> Self { loop {} }
    /// Applies element wise square root operation.
    pub fn sqrt(self) -> Self { loop {} }
    /// Applies element wise square operation.
    pub fn square(self) -> Self { loop {} }
    /// Applies element wise tangent operation.
    pub fn tan(self) -> Self { loop {} }
    /// Applies element wise hyperbolic tangent operation.
    pub fn tanh(self) -> Self { loop {} }
}

impl<const D: usize> Tensor<D, Float> {
    /// Computes the floating-point remainder of dividing `self` by `other`.
    pub fn fmod(self, other: Self) -> Self { loop {} }
    /// Computes the floating-point remainder of dividing `self` by a scalar.
    pub fn fmod_scalar(self, scalar: f32) -> Self { loop {} }
}

impl<const D: usize> Tensor<D, Int> {
    /// Applies the bitwise logical and operation with each bit representing the integer.
    pub fn bitwise_and(self, other: Self) -> Self { loop {} }
    /// Applies the bitwise logical and operation with each bit in the scalar and the integers in the tensor.
    pub fn bitwise_and_scalar(self, other: impl ElementConversion) -> Self { loop {} }
    /// Applies the bitwise left shift operation with the integers in the tensor.
    pub fn bitwise_left_shift(self, other: Self) -> Self { loop {} }
    /// Applies the bitwise left shift operation with the scalar.
    pub fn bitwise_left_shift_scalar(self, other: impl ElementConversion) -> Self { loop {} }
    /// Applies the bitwise logical not operation.
    pub fn bitwise_not(self) -> Self { loop {} }
    /// Applies the bitwise logical or operation with another tensor.
    pub fn bitwise_or(self, other: Self) -> Self { loop {} }
    /// Applies the bitwise logical or operation with each bit in the scalar and the integers in the tensor.
    pub fn bitwise_or_scalar(self, other: impl ElementConversion) -> Self { loop {} }
    /// Applies the bitwise right shift operation with the integers in the tensor.
    pub fn bitwise_right_shift(self, other: Self) -> Self { loop {} }
    /// Applies the bitwise right shift operation with the scalar.
    pub fn bitwise_right_shift_scalar(self, other: impl ElementConversion) -> Self { loop {} }
    /// Applies the bitwise logical xor operation with another tensor.
    pub fn bitwise_xor(self, other: Self) -> Self { loop {} }
    /// Applies bitwise logical xor operation with each bit in the scalar and the integers in the tensor.
    pub fn bitwise_xor_scalar(self, other: impl ElementConversion) -> Self { loop {} }
    /// Generates a cartesian grid for the given tensor shape on the specified device.
    /// The generated tensor is of dimension `D2 = D + 1`, where each element at dimension D contains the cartesian grid coordinates for that element.
    pub fn cartesian_grid<S: Into<Shape>, const D2: usize>(shape: S, device: &Device) -> Tensor<D2, Int> { loop {} }
    /// Returns a new tensor with the same shape and device as the current tensor and the data
    /// cast to Float.
    pub fn float(self) -> Tensor<D, Float> { loop {} }
    /// Create a tensor from integers (i32), placing it on a given device.
    pub fn from_ints<A: Into<TensorData>>(ints: A, device: &Device) -> Self { loop {} }
    /// Applies element wise square operation.
    pub fn square(self) -> Self { loop {} }
}

impl<const D: usize, K> Tensor<D, K> where K: Numeric {
    /// Apply element wise absolute value operation.
    pub fn abs(self) -> Self { loop {} }
    /// Applies element wise addition operation.
    pub fn add(self, other: Self) -> Self { loop {} }
    /// Applies element wise addition operation with a scalar.
    pub fn add_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Converts the tensor to a boolean tensor by checking if the elements are non-zero.
    pub fn bool(self) -> Tensor<D, Bool> { loop {} }
    /// Computes the cumulative product of elements along the given *dimension* or *axis*.
    pub fn cumprod<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Computes the cumulative sum of elements along the given *dimension* or *axis*.
    pub fn cumsum<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Applies element wise division operation.
    pub fn div(self, other: Self) -> Self { loop {} }
    /// Applies element wise division operation with a scalar.
    pub fn div_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Applies the matrix multiplication operation.
    pub fn matmul(self, other: Self) -> Self { loop {} }
    /// Aggregate all elements in the tensor with the mean operation.
    pub fn mean(self) -> Tensor<1, K> { loop {} }
    /// Aggregate all elements along the given *dimension* or *axis*
    /// in the tensor with the mean operation.
    pub fn mean_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Aggregate all elements along the given *axes*
    /// in the tensor with the mean operation.
    pub fn mean_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Applies element wise multiplication operation.
    pub fn mul(self, other: Self) -> Self { loop {} }
    /// Applies element wise multiplication operation with a scalar.
    pub fn mul_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Switch sign of each element in the tensor.
    pub fn neg(self) -> Self { loop {} }
    /// Applies element wise power operation with a integer Tensor
    pub fn powi(self, other: Self) -> Self { loop {} }
    /// Applies element wise power operation with a integer scalar
    pub fn powi_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Aggregate all elements in the tensor with the product operation.
    pub fn prod(self) -> Tensor<1, K> { loop {} }
    /// Aggregate all elements along the given *dimension* or *axis*
    /// in the tensor with the product operation.
    pub fn prod_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Aggregate all elements along the given *axes*
    /// in the tensor with the prod operation.
    pub fn prod_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Create a random tensor of the given shape on the given device where each element is
    /// sampled from the given distribution.
    pub fn random<S: Into<Shape>>(shape: S, distribution: Distribution, options: impl Into<TensorCreationOptions>) -> Self { loop {} }
    /// Applies the remainder operation element-wise with another tensor.
    pub fn remainder(self, other: Self) -> Self { loop {} }
    /// Applies element wise the remainder operation with a scalar.
    pub fn remainder_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Returns the signs of the elements of the input tensor.
    pub fn sign(self) -> Self { loop {} }
    /// Applies element wise subtraction operation.
    pub fn sub(self, other: Self) -> Self { loop {} }
    /// Applies element wise subtraction operation with a scalar.
    pub fn sub_scalar<E: ElementConversion>(self, other: E) -> Self { loop {} }
    /// Aggregate all elements in the tensor with the sum operation.
    pub fn sum(self) -> Tensor<1, K> { loop {} }
    /// Aggregate all elements along the given *dimension* or *axis*
    /// in the tensor with the sum operation.
    pub fn sum_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Aggregate all elements along the given *axes*
    /// in the tensor with the sum operation.
    pub fn sum_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Aggregate and squeeze along the given dimensions.
    pub fn sum_dims_squeeze<const D2: usize, I: AsIndex>(self, dims: &[I]) -> Tensor<D2, K> { loop {} }
    /// Returns the lower triangular part of a matrix (2-D tensor) or batch of matrices input,
    /// the other elements of the result tensor out are set to 0.
    pub fn tril(self, diagonal: i64) -> Self { loop {} }
    /// Returns the upper triangular part of a matrix (2-D tensor) or batch of matrices input,
    /// the other elements of the result tensor out are set to 0.
    pub fn triu(self, diagonal: i64) -> Self { loop {} }
}

impl<K> Tensor<1, K> where K: Numeric {
    /// Calculates the dot product with another tensor.
    pub fn dot(self, other: Self) -> Self { loop {} }
}

impl<K> Tensor<2, K> where K: Numeric {
    /// Creates a new 2D tensor with ones on the diagonal and zeros elsewhere.
    pub fn eye(size: usize, device: &Device) -> Self { loop {} }
}

impl<const D: usize, K> Tensor<D, K> where K: Ordered {
    /// Applies the argmax function along the given dimension and returns an integer tensor.
    pub fn argmax(self, dim: impl AsIndex) -> Tensor<D, Int> { loop {} }
    /// Applies the argmin function along the given dimension and returns an integer tensor.
    pub fn argmin(self, dim: impl AsIndex) -> Tensor<D, Int> { loop {} }
    /// Returns the indices that sort the elements by value in ascending order along a given dimension.
    pub fn argsort<I: AsIndex>(self, dim: I) -> Tensor<D, Int> { loop {} }
    /// Returns the indices that sort the elements by value in descending order along a given dimension.
    pub fn argsort_descending<I: AsIndex>(self, dim: I) -> Tensor<D, Int> { loop {} }
    /// Applies the argtopk function along the given dimension and returns an integer tensor.
    pub fn argtopk(self, k: usize, dim: impl AsIndex) -> Tensor<D, Int> { loop {} }
    /// Clamp element wise between the given min and max values.
    pub fn clamp<E: ElementConversion>(self, min: E, max: E) -> Self { loop {} }
    /// Clamp element wise over a maximum value.
    pub fn clamp_max<E: ElementConversion>(self, max: E) -> Self { loop {} }
    /// Clamp element wise under a minimum value.
    pub fn clamp_min<E: ElementConversion>(self, min: E) -> Self { loop {} }
    /// Computes the cumulative maximum of elements along the given *dimension* or *axis*.
    pub fn cummax<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Computes the cumulative minimum of elements along the given *dimension* or *axis*.
    pub fn cummin<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Applies element wise greater comparison and returns a boolean tensor.
    pub fn greater(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [greater_scalar](Self::greater_scalar).
    pub fn greater_elem<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies element wise greater-equal comparison and returns a boolean tensor.
    pub fn greater_equal(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [greater_equal_scalar](Self::greater_equal_scalar).
    pub fn greater_equal_elem<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies greater-equal than `other` comparison and returns a boolean tensor.
    pub fn greater_equal_scalar<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies greater than `other` comparison and returns a boolean tensor.
    pub fn greater_scalar<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies element wise lower comparison and returns a boolean tensor.
    pub fn lower(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [lower_scalar](Self::lower_scalar).
    pub fn lower_elem<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies element wise lower-equal comparison and returns a boolean tensor.
    pub fn lower_equal(self, other: Self) -> Tensor<D, Bool> { loop {} }
    /// Alias for [lower_equal_scalar](Self::lower_equal_scalar).
    pub fn lower_equal_elem<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies lower-equal than `other` comparison and returns a boolean tensor.
    pub fn lower_equal_scalar<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Applies lower than `other` comparison and returns a boolean tensor.
    pub fn lower_scalar<E: ElementConversion>(self, other: E) -> Tensor<D, Bool> { loop {} }
    /// Find the maximum value.
    pub fn max(self) -> Tensor<1, K> { loop {} }
    /// Find the maximum absolute value.
    pub fn max_abs(self) -> Tensor<1, K> { loop {} }
    /// Find the maximum absolute value along the given dimension.
    pub fn max_abs_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Find the maximum absolute value along the given dimensions.
    pub fn max_abs_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Find the maximum value along the given dimension.
    pub fn max_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Find the maximum value along the given dimension.
    pub fn max_dim_with_indices<I: AsIndex>(self, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
    /// Find the maximum value along the given dimensions.
    pub fn max_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Finds the maximum pair wise values with another tensor.
    pub fn max_pair(self, other: Self) -> Self { loop {} }
    /// Find the minimum value.
    pub fn min(self) -> Tensor<1, K> { loop {} }
    /// Find the minimum value along the given dimension.
    pub fn min_dim<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Find the minimum value along the given dimension.
    pub fn min_dim_with_indices<I: AsIndex>(self, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
    /// Find the minimum value along the given dimensions.
    pub fn min_dims<I: AsIndex>(self, dims: &[I]) -> Self { loop {} }
    /// Finds the minimum pair wise values with another tensor.
    pub fn min_pair(self, other: Self) -> Self { loop {} }
    /// Create a one hot tensor.
    pub fn one_hot<const D2: usize>(self, num_classes: usize) -> Tensor<D2, K> { loop {} }
    /// Create a one-hot encoded tensor with configurable `num_classes`, `on_value`, `off_value`, and `axis` including high-ranked tensors.
    pub fn one_hot_fill<const D2: usize>(self, num_classes: usize, on_value: f32, off_value: f32, axis: impl AsIndex) -> Tensor<D2, K> { loop {} }
    /// Sort the elements by value in ascending order along a given dimension.
    pub fn sort<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Sort the elements by value in descending order along a given dimension.
    pub fn sort_descending<I: AsIndex>(self, dim: I) -> Self { loop {} }
    /// Sort the elements by value in descending order along a given dimension.
    /// Also returns the indices.
    pub fn sort_descending_with_indices<I: AsIndex>(self, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
    /// Sort the elements by value in ascending order along a given dimension.
    /// Also returns the indices.
    pub fn sort_with_indices<I: AsIndex>(self, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
    /// Returns the `k` largest elements of the given input tensor along a given dimension.
    pub fn topk<I: AsIndex>(self, k: usize, dim: I) -> Self { loop {} }
    /// Returns the `k` largest elements of the given input tensor along a given dimension.
    /// Also returns the indices.
    pub fn topk_with_indices<I: AsIndex>(self, k: usize, dim: I) -> (Self, Tensor<D, Int>) { loop {} }
}

impl<const D: usize, K> Tensor<D, K> where K: Basic {
    /// Takes elements from the tensor along the given dimension using indices of any dimensionality.
    pub fn take<const DI: usize, const DO: usize>(self, dim: impl AsIndex, indices: Tensor<DI, Int>) -> Tensor<DO, K> { loop {} }
}

impl<const D: usize> Tensor<D, Float> {
    /// Truncates the tensor element-wise, rounding toward zero.
    pub fn trunc(self) -> Self { loop {} }
}

impl<const D: usize, K> Clone for Tensor<D, K> where K: Basic + Clone {
    fn clone(&self) -> Self { loop {} }
}

impl<const D: usize> core::ops::Not for Tensor<D, Bool> {
    type Output = Tensor<D, Bool>;
    fn not(self) -> Tensor<D, Bool> { loop {} }
}

impl<const D: usize> core::ops::BitAnd<Self> for Tensor<D, Bool> {
    type Output = Tensor<D, Bool>;
    fn bitand(self, other: Self) -> Tensor<D, Bool> { loop {} }
}

impl<const D: usize> core::ops::BitOr<Self> for Tensor<D, Bool> {
    type Output = Tensor<D, Bool>;
    fn bitor(self, other: Self) -> Tensor<D, Bool> { loop {} }
}

impl<const D: usize> core::ops::BitXor<Self> for Tensor<D, Bool> {
    type Output = Tensor<D, Bool>;
    fn bitxor(self, other: Self) -> Tensor<D, Bool> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Self> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn add(self, other: Self) -> Tensor<D, K> { loop {} }
}

impl<E: ElementConversion, const D: usize, K: Numeric> core::ops::Add<E> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn add(self, other: E) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for f32 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for f64 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for i32 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for i64 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for u32 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Add<Tensor<D, K>> for u64 {
    type Output = Tensor<D, K>;
    fn add(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Self> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn sub(self, other: Self) -> Tensor<D, K> { loop {} }
}

impl<E: ElementConversion, const D: usize, K: Numeric> core::ops::Sub<E> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn sub(self, other: E) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for f32 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for f64 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for i32 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for i64 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for u32 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Sub<Tensor<D, K>> for u64 {
    type Output = Tensor<D, K>;
    fn sub(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Div<Self> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn div(self, other: Self) -> Tensor<D, K> { loop {} }
}

impl<E: ElementConversion, const D: usize, K: Numeric> core::ops::Div<E> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn div(self, other: E) -> Tensor<D, K> { loop {} }
}

impl<const D: usize> core::ops::Div<Tensor<D>> for f32 {
    type Output = Tensor<D>;
    fn div(self, other: Tensor<D>) -> Tensor<D> { loop {} }
}

impl<const D: usize> core::ops::Div<Tensor<D>> for f64 {
    type Output = Tensor<D>;
    fn div(self, other: Tensor<D>) -> Tensor<D> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Rem<Self> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn rem(self, other: Self) -> Tensor<D, K> { loop {} }
}

impl<E: ElementConversion, const D: usize, K: Numeric> core::ops::Rem<E> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn rem(self, other: E) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Self> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn mul(self, other: Self) -> Tensor<D, K> { loop {} }
}

impl<E: ElementConversion, const D: usize, K: Numeric> core::ops::Mul<E> for Tensor<D, K> {
    type Output = Tensor<D, K>;
    fn mul(self, other: E) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for f32 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for f64 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for i32 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for i64 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for u32 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K: Numeric> core::ops::Mul<Tensor<D, K>> for u64 {
    type Output = Tensor<D, K>;
    fn mul(self, other: Tensor<D, K>) -> Tensor<D, K> { loop {} }
}

impl<const D: usize, K> core::ops::Neg for Tensor<D, K> where K: Numeric {
    type Output = Tensor<D, K>;
    fn neg(self) -> Tensor<D, K> { loop {} }
}

/// Options for tensor creation.
pub struct TensorCreationOptions {
}

impl Clone for TensorCreationOptions {
    fn clone(&self) -> Self { loop {} }
}

pub struct Shape {
}

pub trait AsIndex {
}

impl Basic for Float {}

impl Basic for Int {}

impl Basic for Bool {}

impl Numeric for Float {}

impl Numeric for Int {}

impl Ordered for Float {}

impl Ordered for Int {}

impl Autodiff for Float {}

impl FloatMath for Float {}

impl ElementConversion for bool {}

impl ElementConversion for f32 {}

impl ElementConversion for f64 {}

impl ElementConversion for i32 {}

impl ElementConversion for i64 {}

impl ElementConversion for u32 {}

impl ElementConversion for u64 {}
