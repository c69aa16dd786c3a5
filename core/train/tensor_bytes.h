#pragma once

#include "core/base/libtorch.h"
#include "core/io/safetensors.h"

#include <map>
#include <string>

namespace modalscope {

/// A tensor's values, row-major, wherever and however it is stored.
TensorBytes toTensorBytes(const torch::Tensor& tensor);
std::map<std::string, TensorBytes> toTensorBytes(const std::map<std::string, torch::Tensor>& tensors);

/// A copy on the CPU. Error: Format, for a type that LibTorch does not have or a number of bytes that does
/// not fit.
Result<torch::Tensor> toTensor(const TensorBytes& bytes);
/// Error as above, with the name of the tensor.
Result<std::map<std::string, torch::Tensor>> toTensors(const std::map<std::string, TensorBytes>& tensors);

} // namespace modalscope
