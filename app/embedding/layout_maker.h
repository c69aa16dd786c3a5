#pragma once

#include "app/embedding/embedded_samples.h"
#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/projection/umap_options.h"
#include "core/run/run_context.h"
#include "widgets/cloud/cloud_data.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace modalscope {

enum class LayoutMethod { Pca, Umap };
std::span<const Choice<LayoutMethod>> choices(LayoutMethod);

/// How points of many values become points of a picture.
struct LayoutSettings {
    LayoutMethod method = LayoutMethod::Pca;
    int dimensions = 2; ///< 2 or 3
    bool isSeparate = false; ///< a fit for each modality, which hides how far apart they lie
    bool isSupervised = false; ///< UMAP: labels guide the picture
    UmapOptions umap = {}; ///< its dimensions are not used
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, LayoutSettings>
void describe(Options& settings, Visitor& visit)
{
    visit(Field{"method", "how points are laid out"}, settings.method);
    visit(Field{"dimensions", "of the picture", 2, 3}, settings.dimensions);
    visit(Field{"separate", "a fit for each modality"}, settings.isSeparate);
    visit(Field{"supervised", "labels guide the picture"}, settings.isSupervised);
    visit(Field{"umap", "options of UMAP"}, settings.umap);
}

/// What is to be laid out.
struct LayoutRequest {
    std::shared_ptr<const EmbeddedSamples> samples;
    std::vector<std::size_t> arrays; ///< places of the modalities that are taken
    LayoutSettings settings;
    std::vector<std::int64_t> only = {}; ///< places of the samples that are laid out; empty = all
    std::string key = {}; ///< of the source: see layoutKey()
};

/// Equal for requests that have the same picture.
std::string layoutKey(const LayoutRequest& request);

/// A picture of samples, finished or as far as it has come. Never changes once it is made.
struct MadeLayout {
    LayoutRequest request;
    Array positions = {}; ///< [array · sample, dimension]; NaN for what has no place
    std::vector<std::string> axes = {}; ///< "PC 1 (34.2 %)"
    std::vector<double> shares = {}; ///< of variance, PCA of one fit
    std::int64_t points = 0; ///< with a place
    std::int64_t absent = 0; ///< points that there are not: their sample lacks the modality
    std::int64_t dropped = 0; ///< other points without a place: NaN or infinite
    int epoch = 0, epochs = 0; ///< UMAP; of the fit that is being made
    bool isFinished = false;
    bool isStopped = false; ///< by the user, before it was finished
    bool isExact = true; ///< PCA: no randomised solver; UMAP: exact neighbours
    double seconds = 0;
    std::shared_ptr<const CloudData> cloud = {}; ///< to be shown; null when there is an error
    std::optional<Error> error = {};
};

/// Shown pictures on the way: called on the computing thread, at most three times a second.
using ShowLayout = std::function<void(std::shared_ptr<const MadeLayout>)>;

/// Lays samples out. PCA is one exact or randomised fit for all modalities; of UMAP the principal components
/// are shown at once, then what it has come to. When it is stopped the last layout is returned, marked.
/// Colours and names are those of the samples. For another thread.
std::shared_ptr<const MadeLayout> makeLayout(
    const LayoutRequest& request, const ShowLayout& show, const RunContext& context);

/// The parts that makeEpochLayouts() shares. `made` has positions of the right size, all NaN.
MadeLayout emptyLayout(const LayoutRequest& request);
/// Puts rows of a fit of `arrays` at their places.
void placeRows(MadeLayout& made, const std::vector<std::size_t>& arrays, const Array& rows);
/// Counts what has a place and makes the cloud.
std::shared_ptr<const MadeLayout> shownLayout(MadeLayout made);
/// The rows of the samples that are laid out and their labels when they guide.
Array rowsOf(const LayoutRequest& request, const std::vector<std::size_t>& arrays);
std::vector<int> guidingLabels(const LayoutRequest& request, const std::vector<std::size_t>& arrays);
/// UMAP's options with the dimensions of the settings.
UmapOptions umapOptions(const LayoutSettings& settings);

/// What a fit is called: "image, text".
std::string fitName(const LayoutRequest& request, const std::vector<std::size_t>& arrays);

/// What to do when one fit cannot be made for modalities of different lengths.
inline constexpr const char* kFitAdvice = "choose \"a fit for each modality\", or one modality alone";

} // namespace modalscope
