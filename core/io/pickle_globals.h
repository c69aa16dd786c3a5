#pragma once

#include "core/io/tensor_type.h"

#include <optional>
#include <string_view>

namespace modalscope {

/// What a name in a pickle stands for. Nothing is looked up or called: each is a small piece of
/// `PickleBuilder`.
enum class PickleMeaning {
    Plain, ///< a name that is only shown: torch.per_tensor_affine
    Type, ///< torch.float32
    Storage, ///< torch.FloatStorage
    UntypedStorage,
    Dict, ///< collections.OrderedDict, Counter
    DefaultDict,
    List,
    Set,
    Bytes, ///< _codecs.encode, bytearray
    Size,
    Device,
    Tensor, ///< torch._utils._rebuild_tensor, also _v2
    TensorOfType, ///< _rebuild_tensor_v3
    Parameter,
    QuantisedTensor,
    Subclass, ///< torch._tensor._rebuild_from_type_v2: another of these with arguments
    NumpyNumber,
    Object, ///< plain attributes: argparse.Namespace, numpy.dtype, classes of TorchScript
    Tagged ///< torch.jit._pickle.restore_type_tag: its first argument
};

struct PickleGlobal {
    PickleMeaning meaning = PickleMeaning::Plain;
    TensorType type = TensorType::Float32; ///< of Type and Storage
};

/// What `module.name` means; nothing for everything that is not a tensor, a container or a number.
/// `isScript`: in an archive of TorchScript, whose own classes are objects and whose lists have a type.
std::optional<PickleGlobal> findPickleGlobal(std::string_view module, std::string_view name, bool isScript);

} // namespace modalscope
