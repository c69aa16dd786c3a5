#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/config/describe.h"
#include "widgets/cloud/cloud_camera.h"

#include <span>
#include <string>

namespace modalscope {

/// Colours of a column of numbers.
enum class CloudColors { Sequential, Diverging };
std::span<const Choice<CloudColors>> choices(CloudColors);

/// Whose names stand beside points.
enum class CloudLabels { None, Selected, Classes };
std::span<const Choice<CloudLabels>> choices(CloudLabels);

/// How a point cloud is drawn.
struct CloudLook {
    std::string colorBy = "class"; ///< name of a column; one that does not exist: all points alike
    std::string shapeBy = "modality"; ///< the same, of a column of texts
    CloudColors colors = CloudColors::Sequential;
    double pointSize = 0; ///< diameter in points (1/72 inch); 0 = what suits the number of points
    double opacity = 0; ///< 0 = what suits the number of points
    bool density = false; ///< how many points lie where, instead of points
    bool pairLines = false; ///< between the modalities of one sample
    bool centroids = false; ///< of classes
    bool gapArrow = false; ///< from the centroid of each modality to that of the next
    CloudLabels labels = CloudLabels::None;
    bool operator==(const CloudLook&) const = default;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, CloudLook>
void describe(Options& look, Visitor& visit)
{
    visit(Field{"color_by", "column that gives points their colour"}, look.colorBy);
    visit(Field{"shape_by", "column that gives points their shape"}, look.shapeBy);
    visit(Field{"colors", "colours of a column of numbers"}, look.colors);
    visit(Field{"point_size", "diameter in points; 0 = suits the number of points", 0, 50}, look.pointSize);
    visit(Field{"opacity", "of a point; 0 = suits the number of points", 0, 1}, look.opacity);
    visit(Field{"density", "show how many points lie where"}, look.density);
    visit(Field{"pair_lines", "join the modalities of one sample"}, look.pairLines);
    visit(Field{"centroids", "show the centroids of classes"}, look.centroids);
    visit(Field{"gap_arrow", "arrow between the centroids of modalities"}, look.gapArrow);
    visit(Field{"labels", "whose names stand beside points"}, look.labels);
}

/// A view as it is saved and restored: look, camera, selected and isolated samples as toText() writes them.
struct CloudView {
    CloudLook look = {};
    CloudCamera camera = {};
    std::string selected = {};
    std::string isolated = {}; ///< empty: all are shown
    bool operator==(const CloudView&) const = default;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, CloudView>
void describe(Options& view, Visitor& visit)
{
    visit(Field{"look", "how points are drawn"}, view.look);
    visit(Field{"camera", "which part is seen"}, view.camera);
    visit(Field{"selected", "ranges of samples"}, view.selected);
    visit(Field{"isolated", "ranges of samples; empty = all"}, view.isolated);
}

std::string toJson(const CloudView& view);

/// Error: Format when `text` is no JSON, InvalidInput with the path of a field that is wrong.
Result<CloudView> cloudViewFromJson(const std::string& text);

} // namespace modalscope
