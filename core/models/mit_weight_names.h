#pragma once

#include <string>

namespace modalscope {

/// Whether a network's parameter belongs to the MiT encoder of its first modality:
/// `patch_embed1.proj.weight`, `block1.0.attn.q.weight`, `norm1.weight` (`adapters.md` 6.1), with nothing in
/// front.
bool isMitParameter(const std::string& name);

} // namespace modalscope
