#pragma once

#include "core/base/result.h"

namespace modalscope {

/// The exception being handled as an Error of one sentence: LibTorch's, lack of memory, a loss that is not
/// finite, broken assumptions. Only inside a catch block.
Error currentError();

/// Calls `work`, which returns a Result; an exception becomes its Error.
template <class Work>
auto withoutExceptions(Work work) -> decltype(work())
{
    try {
        return work();
    } catch (...) {
        return currentError();
    }
}

} // namespace modalscope
