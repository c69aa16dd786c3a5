#include "core/engine/activation_values.h"

#include "core/models/mit_encoder.h"

#include <cmath>

namespace modalscope {
namespace {

constexpr double kBlockValues = 30; // per token and channel

/// Of a MiT encoder, with what is fused at its stages: maps of four stages, of which attention, feed-forward
/// and normalisation of each block keep some. Rather too much: the peak of CMNeXt-B0 at 128 x 128 grew by
/// half of it per sample.
double mitActivations(MitSize size, double pixels)
{
    const auto shape = mitShape(size);
    double values = 0;
    for (std::size_t s = 0; s < 4; ++s) {
        const double tokens = pixels / std::exp2(2.0 * double(s) + 4);
        const double reduced = pixels / 1024; // keys of every stage
        values += shape.depths[s] * tokens
            * (kBlockValues * double(shape.widths[s]) + 2 * double(kMitHeads[s]) * reduced);
    }
    return values;
}

double networkActivations(const PreparedRun& run)
{
    const auto& options = run.experiment.method.network;
    double inputs = 0;
    for (const auto& modality : run.modalities)
        inputs += double(modality.size());
    if (!isDense(options.kind)) { // twelve times as wide as the steps of each of nine transformers
        double steps = 0;
        for (const auto& modality : run.modalities)
            steps += modality.shape.size() > 1 ? double(modality.shape.front()) : 1;
        return inputs + 5.0 * options.levels * steps * (16.0 * options.width + options.heads * steps);
    }
    const double pixels = double(run.modalities.front().shape[1] * run.modalities.front().shape[2]);
    double branches = mitActivations(options.size, pixels);
    if (options.kind == NetworkKind::Cmnext && run.names.size() > 1)
        branches *= 2;
    if (options.kind == NetworkKind::Mmsformer)
        branches += double(run.names.size() - 1) * mitActivations(mitSizeOfExtra(options), pixels);
    const double classes = double(run.dataset->classCount());
    return inputs + branches + pixels * (3 * classes + 12.0 * headWidthOf(options) / 16);
}

} // namespace

double activationValues(const PreparedRun& run)
{
    if (run.experiment.method.kind == MethodKind::Network)
        return networkActivations(run);
    double values = 0;
    for (std::size_t m = 0; m < run.names.size(); ++m) {
        const auto& options = run.experiment.encoder(run.names[m]);
        const auto& modality = run.modalities[m];
        const double size = double(modality.size());
        const double pixels = modality.shape.size() >= 2
            ? double(modality.shape[modality.shape.size() - 1] * modality.shape[modality.shape.size() - 2])
            : 1;
        const double frames = modality.kind == ModalityKind::Video ? double(modality.shape.front()) : 1;
        values += size + options.feature;
        switch (chooseEncoder(options.kind, modality)) {
        case EncoderKind::Cnn: {
            double area = pixels;
            for (const int channels : options.channels) {
                values += 3 * frames * channels * area;
                area /= 4;
            }
            break;
        }
        case EncoderKind::Resnet18:
            values += 45 * frames * pixels;
            break;
        case EncoderKind::Gru:
            values += 8.0 * options.layers * options.width * double(modality.shape.front());
            break;
        case EncoderKind::Transformer: {
            const double times = double(modality.shape.front());
            values += options.layers * times * (16.0 * options.width + options.heads * times);
            break;
        }
        case EncoderKind::Mlp:
        case EncoderKind::Auto:
            for (const int width : options.hidden)
                values += 2 * width;
            break;
        }
    }
    return values;
}

} // namespace modalscope
