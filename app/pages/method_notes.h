#pragma once

#include "core/methods/method_options.h"

#include <QString>

namespace modalscope {

/// One sentence about a method, for its menu entry and its form.
QString methodSummary(MethodKind kind);

/// What a person must know about these options before believing their numbers, such as where they follow the
/// released code instead of the paper; empty when there is nothing.
QString methodCaution(const MethodOptions& method);

} // namespace modalscope
