#pragma once

#include "core/experiment/experiment.h"

#include <map>
#include <string>

namespace modalscope {

/// Parts of an experiment, each a form of the experiment page; paths are those of the experiment file.
struct EncoderSection {
    std::map<std::string, EncoderOptions> encoders{{"*", {}}};
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EncoderSection>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"encoders",
              "encoder of each modality; those without one of their own use that of all modalities"},
        options.encoders);
}

struct TrainSection {
    TrainOptions train;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, TrainSection>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"train", "optimisation"}, options.train);
}

struct EvaluateSection {
    EvaluateOptions evaluate;
    MissingOptions missing;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, EvaluateSection>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"evaluate", "which epoch is kept, and what is measured"}, options.evaluate);
    visit(Field{"missing", "modalities hidden on purpose"}, options.missing);
}

} // namespace modalscope
