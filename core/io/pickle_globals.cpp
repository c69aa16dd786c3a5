#include "core/io/pickle_globals.h"

#include <algorithm>
#include <array>
#include <string>

namespace modalscope {
namespace {

struct KnownGlobal {
    std::string_view module, name;
    PickleMeaning meaning;
};

constexpr std::array kKnownGlobals{
    KnownGlobal{"collections", "OrderedDict", PickleMeaning::Dict},
    KnownGlobal{"collections", "Counter", PickleMeaning::Dict},
    KnownGlobal{"collections", "defaultdict", PickleMeaning::DefaultDict},
    KnownGlobal{"builtins", "dict", PickleMeaning::Dict},
    KnownGlobal{"builtins", "list", PickleMeaning::List},
    KnownGlobal{"builtins", "set", PickleMeaning::Set},
    KnownGlobal{"builtins", "frozenset", PickleMeaning::Set},
    KnownGlobal{"builtins", "bytes", PickleMeaning::Bytes},
    KnownGlobal{"builtins", "bytearray", PickleMeaning::Bytes},
    KnownGlobal{"builtins", "complex", PickleMeaning::Object},
    KnownGlobal{"_codecs", "encode", PickleMeaning::Bytes},
    KnownGlobal{"argparse", "Namespace", PickleMeaning::Object},
    KnownGlobal{"torch", "Size", PickleMeaning::Size},
    KnownGlobal{"torch", "device", PickleMeaning::Device},
    KnownGlobal{"torch", "Tensor", PickleMeaning::Plain},
    KnownGlobal{"torch.nn.parameter", "Parameter", PickleMeaning::Plain},
    KnownGlobal{"torch", "per_tensor_affine", PickleMeaning::Plain},
    KnownGlobal{"torch", "per_channel_affine", PickleMeaning::Plain},
    KnownGlobal{"torch", "per_channel_affine_float_qparams", PickleMeaning::Plain},
    KnownGlobal{"torch", "UntypedStorage", PickleMeaning::UntypedStorage},
    KnownGlobal{"torch.storage", "UntypedStorage", PickleMeaning::UntypedStorage},
    KnownGlobal{"torch.storage", "_UntypedStorage", PickleMeaning::UntypedStorage},
    KnownGlobal{"torch._utils", "_rebuild_tensor", PickleMeaning::Tensor},
    KnownGlobal{"torch._utils", "_rebuild_tensor_v2", PickleMeaning::Tensor},
    KnownGlobal{"torch._utils", "_rebuild_tensor_v3", PickleMeaning::TensorOfType},
    KnownGlobal{"torch._utils", "_rebuild_parameter", PickleMeaning::Parameter},
    KnownGlobal{"torch._utils", "_rebuild_parameter_with_state", PickleMeaning::Parameter},
    KnownGlobal{"torch._utils", "_rebuild_qtensor", PickleMeaning::QuantisedTensor},
    KnownGlobal{"torch._tensor", "_rebuild_from_type_v2", PickleMeaning::Subclass},
    KnownGlobal{"numpy.core.multiarray", "scalar", PickleMeaning::NumpyNumber},
    KnownGlobal{"numpy._core.multiarray", "scalar", PickleMeaning::NumpyNumber},
    KnownGlobal{"numpy.core.multiarray", "_reconstruct", PickleMeaning::Object},
    KnownGlobal{"numpy._core.multiarray", "_reconstruct", PickleMeaning::Object},
    KnownGlobal{"numpy", "dtype", PickleMeaning::Object},
    KnownGlobal{"numpy", "ndarray", PickleMeaning::Plain},
};

struct KnownStorage {
    std::string_view name;
    TensorType type;
};

constexpr std::array kKnownStorages{
    KnownStorage{"DoubleStorage", TensorType::Float64},
    KnownStorage{"FloatStorage", TensorType::Float32},
    KnownStorage{"HalfStorage", TensorType::Float16},
    KnownStorage{"BFloat16Storage", TensorType::BFloat16},
    KnownStorage{"LongStorage", TensorType::Int64},
    KnownStorage{"IntStorage", TensorType::Int32},
    KnownStorage{"ShortStorage", TensorType::Int16},
    KnownStorage{"CharStorage", TensorType::Int8},
    KnownStorage{"ByteStorage", TensorType::UInt8},
    KnownStorage{"BoolStorage", TensorType::Bool},
    KnownStorage{"ComplexFloatStorage", TensorType::Complex64},
    KnownStorage{"ComplexDoubleStorage", TensorType::Complex128},
    KnownStorage{"QInt32Storage", TensorType::QInt32},
    KnownStorage{"QInt8Storage", TensorType::QInt8},
    KnownStorage{"QUInt8Storage", TensorType::QUInt8},
};

std::optional<PickleGlobal> findTorchType(std::string_view name)
{
    for (const auto& storage : kKnownStorages)
        if (storage.name == name)
            return PickleGlobal{PickleMeaning::Storage, storage.type};
    if (const auto type = fromText<TensorType>(name))
        return PickleGlobal{PickleMeaning::Type, *type};
    return std::nullopt;
}

std::optional<PickleGlobal> findScriptGlobal(std::string_view module, std::string_view name)
{
    if (module == "torch.jit._pickle" && name == "restore_type_tag")
        return PickleGlobal{PickleMeaning::Tagged};
    if (module == "torch.jit._pickle" && name.starts_with("build_") && name.ends_with("list"))
        return PickleGlobal{PickleMeaning::List};
    if (module == "__torch__" || module.starts_with("__torch__."))
        return PickleGlobal{PickleMeaning::Object};
    return std::nullopt;
}

} // namespace

std::optional<PickleGlobal> findPickleGlobal(std::string_view module, std::string_view name, bool isScript)
{
    if (module == "__builtin__") // of Python 2 and of protocol 2
        module = "builtins";
    const auto known = std::find_if(kKnownGlobals.begin(), kKnownGlobals.end(),
        [&](const auto& one) { return one.module == module && one.name == name; });
    if (known != kKnownGlobals.end())
        return PickleGlobal{known->meaning};
    if (module == "torch" || module == "torch.cuda")
        if (const auto type = findTorchType(name))
            return type;
    return isScript ? findScriptGlobal(module, name) : std::nullopt;
}

} // namespace modalscope
