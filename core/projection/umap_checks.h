#pragma once

#include "core/projection/finite_rows.h"
#include "core/projection/umap.h"

#include <optional>

namespace modalscope {

/// Why UMAP cannot be made of these, in one sentence.
std::optional<Error> checkUmap(
    const Array& points, const FiniteRows& finite, const UmapOptions& options, const UmapGuides& guides);

Error differentLength(std::int64_t given, std::int64_t wanted);

} // namespace modalscope
