#pragma once

#include "core/config/describe.h"

#include <cstdint>
#include <string>
#include <type_traits>

namespace modalscope {

/// Which random changes training pictures and their label map go through, in this order; the defaults are
/// those that CMNeXt's released code has for MFNet and NYUDv2 (`adapters.md` 2). A probability of 0 and
/// `resizedCrop` false switch a step off.
struct AugmentOptions {
    std::string rgb = {}; ///< the modality whose colours change and that is blurred; empty = the first with
                          ///< three channels
    double colourJitter = 0.2; ///< probability
    double colourRange = 0.5; ///< factors are drawn from 1 − this to 1 + this
    double flip = 0.5; ///< probability
    double blur = 0.2; ///< probability
    bool resizedCrop = true;
    double leastScale = 0.5, mostScale = 2.0; ///< of the crop's size that the picture is resized to
    std::int64_t cropRows = 0, cropColumns = 0; ///< 0 = those of the dataset's pictures
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, AugmentOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"rgb",
              "the modality whose colours change and that is blurred; empty: the first of three channels"},
        options.rgb);
    visit(Field{"colour_jitter", "how likely brightness, contrast and saturation of the RGB modality change",
              0, 1},
        options.colourJitter);
    if (options.colourJitter > 0)
        visit(
            Field{"colour_range", "their factors lie this far below and above 1", 0, 1}, options.colourRange);
    visit(Field{"flip", "how likely left and right change places, in all modalities", 0, 1}, options.flip);
    visit(Field{"blur", "how likely the RGB modality is blurred (3 x 3)", 0, 1}, options.blur);
    visit(Field{"resized_crop", "resize all modalities and cut a random window out"}, options.resizedCrop);
    if (options.resizedCrop) {
        visit(Field{"least_scale", "the smallest size to resize to, 1 = that of the crop", 0.1, 10},
            options.leastScale);
        visit(Field{"most_scale", "the largest size to resize to", 0.1, 10}, options.mostScale);
        visit(Field{"crop_rows", "rows of the window; 0: those of the pictures", 0, 8192}, options.cropRows);
        visit(Field{"crop_columns", "columns of the window; 0: those of the pictures", 0, 8192},
            options.cropColumns);
    }
}

} // namespace modalscope
