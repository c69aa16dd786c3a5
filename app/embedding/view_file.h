#pragma once

#include "app/embedding/embedding_source.h"
#include "app/embedding/layout_maker.h"
#include "widgets/cloud/cloud_look.h"

#include <filesystem>

namespace modalscope {

/// What one pane shows.
struct PaneState {
    EmbeddingSource source = {};
    std::vector<std::string> leftOut = {}; ///< modalities
    LayoutSettings layout = {};
    std::string only = {}; ///< ranges of the samples that are laid out; empty = all
    bool hasView = false; ///< something was shown: `view` says how
    CloudView view = {};
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, PaneState>
void describe(Options& pane, Visitor& visit)
{
    visit(Field{"source", "whose features"}, pane.source);
    visit(Field{"left_out", "modalities that are not shown"}, pane.leftOut);
    visit(Field{"layout", "how samples are laid out"}, pane.layout);
    visit(Field{"only", "ranges of the samples that are laid out; empty = all"}, pane.only);
    visit(Field{"has_view", "something was shown"}, pane.hasView);
    visit(Field{"view", "camera, colours, selection"}, pane.view);
}

/// What the page shows, as it is saved.
struct EmbeddingViewState {
    int format = 1;
    std::vector<PaneState> panes = {}; ///< one or two
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EmbeddingViewState>
void describe(Options& view, Visitor& visit)
{
    visit(Field{"format", "of this file", 1, 1}, view.format);
    visit(Field{"panes", "one, or two beside each other"}, view.panes);
}

/// "*.view.json", the ending of saved views.
inline constexpr const char* kViewEnding = ".view.json";

/// Error: Io.
Result<void> writeView(const std::filesystem::path& path, const EmbeddingViewState& view);

/// Error: one sentence with the path: NotFound, Io, Format, InvalidInput with the field that is wrong.
Result<EmbeddingViewState> readView(const std::filesystem::path& path);

} // namespace modalscope
