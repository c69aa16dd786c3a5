#include "core/export/python_encoders.h"

#include "core/export/python_text.h"

namespace modalscope {
namespace {

std::string named(const char* name, const std::string& value)
{
    return std::string(name) + "=" + value;
}

/// Channels of an image or of a frame.
std::int64_t channelsOf(const Modality& modality)
{
    return modality.shape[modality.shape.size() - 3];
}

} // namespace

PythonPart pythonEncoder(const EncoderOptions& options, const Modality& modality)
{
    constexpr int kIndent = 8; // in a dictionary
    const auto feature = named("feature", std::to_string(options.feature));
    const auto width = named("width", std::to_string(options.width));
    const auto layers = named("layers", std::to_string(options.layers));
    const auto call = [&](const char* name, std::int64_t inputs, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), std::to_string(inputs));
        return pythonCall(name, arguments, kIndent);
    };
    const auto withDropout = [&](std::vector<std::string> arguments) {
        if (options.dropout > 0)
            arguments.push_back(named("dropout", pythonNumber(options.dropout)));
        return arguments;
    };
    switch (options.kind == EncoderKind::Auto ? automaticEncoder(modality.kind) : options.kind) {
    case EncoderKind::Auto:
        break;
    case EncoderKind::Mlp:
        return {call("MlpEncoder", modality.size(),
                    withDropout({named("hidden", pythonList(options.hidden)), feature})),
            {"encoder_mlp"}};
    case EncoderKind::Cnn:
        return {call("CnnEncoder", channelsOf(modality),
                    {named("channels", pythonList(options.channels)), feature}),
            {"frames", "encoder_cnn"}};
    case EncoderKind::Resnet18:
        return {call("Resnet18Encoder", channelsOf(modality), {feature}), {"frames", "encoder_resnet18"}};
    case EncoderKind::Gru:
        return {
            call("GruEncoder", modality.shape[1], withDropout({width, layers, feature})), {"encoder_gru"}};
    case EncoderKind::Transformer:
        return {call("TransformerEncoder", modality.shape[1],
                    withDropout({width, named("heads", std::to_string(options.heads)), layers, feature})),
            {"encoder_transformer"}};
    }
    return {};
}

} // namespace modalscope
