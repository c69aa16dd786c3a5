#pragma once

#include "core/models/joint_network.h"

#include <cstdint>

namespace modalscope {

/// Sets every parameter and running statistic from `seed` and its own name, as the published code starts
/// them (`adapters.md` 6.2 and the code of MulT): norms 1 and 0, layer scales 0.01. Images: linear weights
/// N(0, 0.02), convolutions N(0, √(2/(k²·outputs))), not divided by groups, biases 0. MulT: attention and
/// feed-forward weights Xavier uniform with biases 0, its other layers and every 1-D convolution
/// U(−1/√fan_in, 1/√fan_in).
void initializeJointNetwork(JointNetwork& network, std::uint64_t seed);

} // namespace modalscope
