#include "core/base/version.h"

namespace modalscope {

std::string programVersion()
{
    return "ModalScope " MODALSCOPE_VERSION;
}

} // namespace modalscope
