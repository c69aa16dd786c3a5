#pragma once

#include <string>
#include <variant>

namespace modalscope {

/// Another workspace was opened; everything else changed with it.
struct WorkspaceChanged { };
/// A dataset was added, closed, has opened or failed, or another one is current.
struct DatasetsChanged { };
/// Runs were added, removed or restored, or many of them changed at once.
struct RunsChanged { };
/// State, progress or metrics of one run changed.
struct RunUpdated {
    std::string id;
};
/// Epochs were added to the history of one run, or it has been read.
struct HistoryChanged {
    std::string id;
};
/// Other runs are selected.
struct SelectionChanged { };
/// The epoch that every chart marks is another one.
struct EpochCursorChanged { };
/// A colour or a pin changed.
struct LooksChanged { };
/// The list of problems changed.
struct ProblemsChanged { };
/// A new draft for the experiment page: "re-run with these settings".
struct DraftChanged { };
/// Somebody asks for a page to be shown, by Page::id().
struct PageRequested {
    std::string page;
};
/// Other samples are selected, maybe of another dataset or split.
struct SamplesSelected { };
/// Another sample is the one that a person looks at.
struct CurrentSampleChanged { };
/// A checkpoint was opened or closed, or another one is current.
struct CheckpointsChanged { };

/// Everything that Session::changed can say. Views look at the kinds they draw and ignore the rest.
using SessionChange = std::variant<WorkspaceChanged, DatasetsChanged, RunsChanged, RunUpdated, HistoryChanged,
    SelectionChanged, EpochCursorChanged, LooksChanged, ProblemsChanged, DraftChanged, PageRequested,
    SamplesSelected, CurrentSampleChanged, CheckpointsChanged>;

} // namespace modalscope
