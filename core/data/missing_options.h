#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"

#include <string>

namespace modalscope {

enum class MissingProtocol {
    None, ///< every sample keeps what the dataset has
    Gcnet, ///< the published random mask
    Bernoulli, ///< each cell on its own, at least one present
    OneModality, ///< only the cells of one modality
    Fixed ///< the dataset's `present_` columns only
};
std::span<const Choice<MissingProtocol>> choices(MissingProtocol);

enum class MissingTreatment {
    Skip, ///< absent rows count in no loss and have fusion weight 0
    Zero, ///< the absent input is zero (after standardisation) and takes part in everything
    Mean ///< the same with the mean over the training rows that have the modality
};
std::span<const Choice<MissingTreatment>> choices(MissingTreatment);

struct MissingOptions {
    double trainRate = 0.0;
    double testRate = 0.0;
    MissingProtocol protocol = MissingProtocol::Gcnet;
    std::string modality; ///< one-modality: which one
    MissingTreatment treatment = MissingTreatment::Skip;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, MissingOptions>
void describe(Options& options, Visitor& visit)
{
    visit(
        Field{"train_rate", "share of modality cells hidden in train and valid", 0, 0.9}, options.trainRate);
    visit(Field{"test_rate", "share of modality cells hidden in test", 0, 0.9}, options.testRate);
    visit(Field{"protocol", "how the hidden cells are drawn"}, options.protocol);
    if (options.protocol == MissingProtocol::OneModality)
        visit(Field{"modality", "the modality whose cells are hidden"}, options.modality);
    visit(Field{"treatment", "what happens to an absent modality"}, options.treatment);
}

} // namespace modalscope
