#include "core/export/python_networks.h"

#include "core/export/python_text.h"

#include <array>

namespace modalscope {
namespace {

/// Blocks of the four stages and their widths, as `mitShape` in core/models has them.
Shape mitDepths(MitSize size)
{
    static const std::array<Shape, 6> depths{
        {{2, 2, 2, 2}, {2, 2, 2, 2}, {3, 4, 6, 3}, {3, 4, 18, 3}, {3, 8, 27, 3}, {3, 6, 40, 3}}};
    return depths[std::size_t(size)];
}

Shape mitWidths(MitSize size)
{
    return size == MitSize::B0 ? Shape{32, 64, 160, 256} : Shape{64, 128, 320, 512};
}

PythonPart networkCall(const char* name, const std::vector<std::string>& arguments)
{
    std::vector<std::string> all{"MODALITIES", "standardizers"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return {pythonCall(name, all), {"network"}};
}

PythonPart multCall(const NetworkOptions& options, const ExportedRun& run)
{
    std::vector<int> features;
    for (const auto& modality : run.modalities)
        features.push_back(int(modality.shape.back()));
    const auto* last = run.tensor("out_layer.weight");
    const auto targets = last != nullptr && !last->shape.empty() ? last->shape.front() : 1;
    auto part = networkCall("Mult",
        {"targets=" + std::to_string(targets), "features=" + pythonList(features),
            "width=" + std::to_string(options.width), "heads=" + std::to_string(options.heads),
            "levels=" + std::to_string(options.levels), "mask=" + pythonBool(options.mask),
            "attention_dropout=" + pythonList(options.attentionDropout),
            "relu_dropout=" + pythonNumber(options.reluDropout),
            "residual_dropout=" + pythonNumber(options.residualDropout),
            "embed_dropout=" + pythonNumber(options.embedDropout),
            "out_dropout=" + pythonNumber(options.outDropout)});
    part.pieces.push_back("network_mult");
    return part;
}

} // namespace

PythonPart pythonNetwork(const ExportedRun& run)
{
    const auto& options = run.experiment.method.network;
    if (!isDense(options.kind))
        return multCall(options, run);
    std::vector<std::string> arguments{"classes=" + std::to_string(run.classNames.size()),
        "widths=" + pythonTuple(mitWidths(options.size)), "depths=" + pythonTuple(mitDepths(options.size)),
        "head_width=" + std::to_string(headWidthOf(options)), "drop_path=" + pythonNumber(options.dropPath),
        "dropout=" + pythonNumber(options.headDropout)};
    const char* name = "Segformer";
    const char* piece = "network_segformer";
    if (options.kind == NetworkKind::Mmsformer) {
        arguments.insert(
            arguments.begin() + 3, "extra_depths=" + pythonTuple(mitDepths(mitSizeOfExtra(options))));
        name = "Mmsformer";
        piece = "network_mmsformer";
    } else if (options.kind == NetworkKind::Cmnext && run.modalities.size() > 1) {
        arguments.push_back("legacy_scramble=" + pythonBool(options.legacyScramble));
        name = "Cmnext";
        piece = "network_cmnext";
    }
    auto part = networkCall(name, arguments);
    for (const char* one : {"mix_transformer", "segformer_head", piece})
        part.pieces.push_back(one);
    return part;
}

} // namespace modalscope
