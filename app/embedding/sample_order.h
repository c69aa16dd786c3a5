#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/data/selection_mask.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace modalscope {

/// Which samples a table shows, and in which order.
struct SampleOrderRequest {
    std::shared_ptr<const EmbeddedSamples> samples = {}; ///< null: none
    std::shared_ptr<const SelectionMask> selection = {}; ///< over rows of the split: only these; null: all
    int column = -1; ///< of EmbeddedSamples::columns; -1 = by row
    bool isDescending = false;
};

/// What a table shows: places of samples.
struct SampleOrder {
    std::shared_ptr<const EmbeddedSamples> samples = {};
    std::vector<std::int32_t> places = {};
};

/// Orders samples for a table: numbers by size, classes and predictions as the dataset lists them, other
/// texts by the alphabet; samples without a value come last either way, equal ones by row. What was sorted is
/// remembered, so that another selection of 100,000 samples takes a millisecond. One thread at a time.
class SampleSorter {
public:
    SampleOrder order(const SampleOrderRequest& request);

private:
    std::shared_ptr<const EmbeddedSamples> m_samples; // what m_places are of
    int m_column = -1;
    bool m_isDescending = false;
    std::vector<std::int32_t> m_places; // all of them
};

} // namespace modalscope
