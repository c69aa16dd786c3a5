#include "core/train/tensor_bytes.h"

#include "core/base/require.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace modalscope {
namespace {

constexpr std::array<std::pair<torch::ScalarType, const char*>, 10> kTypes{{
    {torch::kFloat32, "F32"},
    {torch::kFloat64, "F64"},
    {torch::kFloat16, "F16"},
    {torch::kBFloat16, "BF16"},
    {torch::kInt64, "I64"},
    {torch::kInt32, "I32"},
    {torch::kInt16, "I16"},
    {torch::kInt8, "I8"},
    {torch::kUInt8, "U8"},
    {torch::kBool, "BOOL"},
}};

} // namespace

TensorBytes toTensorBytes(const torch::Tensor& tensor)
{
    const auto found = std::find_if(
        kTypes.begin(), kTypes.end(), [&](const auto& type) { return type.first == tensor.scalar_type(); });
    require(found != kTypes.end(), "a stored tensor has one of the types of safetensors");
    const auto plain = tensor.detach().cpu().contiguous();
    TensorBytes bytes;
    bytes.type = found->second;
    bytes.shape = plain.sizes().vec();
    bytes.bytes.resize(plain.nbytes());
    if (plain.nbytes() > 0)
        std::memcpy(bytes.bytes.data(), plain.data_ptr(), plain.nbytes());
    return bytes;
}

std::map<std::string, TensorBytes> toTensorBytes(const std::map<std::string, torch::Tensor>& tensors)
{
    std::map<std::string, TensorBytes> all;
    for (const auto& [name, tensor] : tensors)
        all.emplace(name, toTensorBytes(tensor));
    return all;
}

Result<torch::Tensor> toTensor(const TensorBytes& bytes)
{
    const auto found = std::find_if(
        kTypes.begin(), kTypes.end(), [&](const auto& type) { return type.second == bytes.type; });
    if (found == kTypes.end())
        return Error{ErrorKind::Format, "the type " + bytes.type + " cannot be read"};
    const auto size = std::size_t(elementCount(bytes.shape)) * torch::elementSize(found->first);
    if (size != bytes.bytes.size())
        return Error{ErrorKind::Format,
            "its shape needs " + std::to_string(size) + " bytes but there are "
                + std::to_string(bytes.bytes.size())};
    auto tensor = torch::empty(bytes.shape, found->first);
    if (size > 0)
        std::memcpy(tensor.data_ptr(), bytes.bytes.data(), size);
    return tensor;
}

Result<std::map<std::string, torch::Tensor>> toTensors(const std::map<std::string, TensorBytes>& tensors)
{
    std::map<std::string, torch::Tensor> all;
    for (const auto& [name, bytes] : tensors) {
        auto tensor = toTensor(bytes);
        if (!tensor)
            return Error{tensor.error().kind, "tensor " + name + ": " + tensor.error().message};
        all.emplace(name, std::move(tensor).value());
    }
    return all;
}

} // namespace modalscope
