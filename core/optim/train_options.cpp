#include "core/optim/train_options.h"

#include <array>

namespace modalscope {

std::span<const Choice<OptimizerKind>> choices(OptimizerKind)
{
    static constexpr std::array<Choice<OptimizerKind>, 3> all{{
        {OptimizerKind::Sgd, "sgd", "SGD"},
        {OptimizerKind::Adam, "adam", "Adam"},
        {OptimizerKind::AdamW, "adamw", "AdamW"},
    }};
    return all;
}

std::span<const Choice<ScheduleKind>> choices(ScheduleKind)
{
    static constexpr std::array<Choice<ScheduleKind>, 4> all{{
        {ScheduleKind::Constant, "constant", "constant"},
        {ScheduleKind::Step, "step", "step"},
        {ScheduleKind::Cosine, "cosine", "cosine"},
        {ScheduleKind::Polynomial, "polynomial", "polynomial"},
    }};
    return all;
}

std::span<const Choice<Precision>> choices(Precision)
{
    static constexpr std::array<Choice<Precision>, 2> all{{
        {Precision::Float32, "float32", "float32"},
        {Precision::Float64, "float64", "float64"},
    }};
    return all;
}

std::span<const Choice<DeviceChoice>> choices(DeviceChoice)
{
    static constexpr std::array<Choice<DeviceChoice>, 3> all{{
        {DeviceChoice::Auto, "auto", "automatic"},
        {DeviceChoice::Cpu, "cpu", "CPU"},
        {DeviceChoice::Cuda, "cuda", "CUDA"},
    }};
    return all;
}

} // namespace modalscope
