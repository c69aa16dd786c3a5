#pragma once

#include "core/data/dataset.h"
#include "core/run/run_event.h"

#include <memory>
#include <string>

namespace modalscope {

/// A dataset file that the user has opened, or tries to.
struct OpenDataset {
    enum class State { Opening, Open, Failed };

    std::string path; ///< absolute
    State state = State::Opening;
    Progress progress; ///< while opening
    std::string error; ///< why it failed: one sentence
    std::shared_ptr<const Dataset> dataset; ///< null unless open

    std::string title() const; ///< the dataset's name, or that of the file while there is none
};

} // namespace modalscope
