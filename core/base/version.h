#pragma once

#include <string>

namespace modalscope {

/// "ModalScope 0.1.0": what results and figures say they were made with.
std::string programVersion();

} // namespace modalscope
