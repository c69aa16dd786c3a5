#include "core/figure/pgfplots_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace modalscope {
namespace {

using TextPair = std::pair<std::string_view, std::string_view>;

constexpr std::array kLatexSigns{TextPair{"\\", "\\textbackslash{}"}, TextPair{"{", "\\{"},
    TextPair{"}", "\\}"}, TextPair{"$", "\\$"}, TextPair{"&", "\\&"}, TextPair{"#", "\\#"},
    TextPair{"_", "\\_"}, TextPair{"%", "\\%"}, TextPair{"~", "\\textasciitilde{}"},
    TextPair{"^", "\\textasciicircum{}"}, TextPair{"<", "\\textless{}"}, TextPair{">", "\\textgreater{}"},
    TextPair{"|", "\\textbar{}"}, TextPair{"\"", "''"}, TextPair{"\n", " "}, TextPair{"\r", " "},
    TextPair{"\t", " "}, TextPair{"±", "$\\pm$"}, TextPair{"×", "$\\times$"}, TextPair{"·", "$\\cdot$"},
    TextPair{"−", "$-$"}, TextPair{"–", "--"}, TextPair{"—", "---"}, TextPair{"…", "\\ldots{}"},
    TextPair{"≤", "$\\leq$"}, TextPair{"≥", "$\\geq$"}, TextPair{"≈", "$\\approx$"}, TextPair{"≠", "$\\neq$"},
    TextPair{"→", "$\\to$"}, TextPair{"←", "$\\leftarrow$"}, TextPair{"‖", "$\\Vert$"},
    TextPair{"∞", "$\\infty$"}, TextPair{"√", "$\\surd$"}, TextPair{"∑", "$\\sum$"},
    TextPair{"∂", "$\\partial$"}, TextPair{"∈", "$\\in$"}, TextPair{"∪", "$\\cup$"}, TextPair{"∩", "$\\cap$"},
    TextPair{"²", "$^2$"}, TextPair{"³", "$^3$"}, TextPair{"¹", "$^1$"}, TextPair{"⁰", "$^0$"},
    TextPair{"⁴", "$^4$"}, TextPair{"⁵", "$^5$"}, TextPair{"⁶", "$^6$"}, TextPair{"⁷", "$^7$"},
    TextPair{"⁸", "$^8$"}, TextPair{"⁹", "$^9$"}, TextPair{"⁻", "$^-$"}, TextPair{"₀", "$_0$"},
    TextPair{"₁", "$_1$"}, TextPair{"₂", "$_2$"}, TextPair{"₃", "$_3$"}, TextPair{"α", "$\\alpha$"},
    TextPair{"β", "$\\beta$"}, TextPair{"γ", "$\\gamma$"}, TextPair{"δ", "$\\delta$"},
    TextPair{"ε", "$\\varepsilon$"}, TextPair{"ζ", "$\\zeta$"}, TextPair{"η", "$\\eta$"},
    TextPair{"θ", "$\\theta$"}, TextPair{"κ", "$\\kappa$"}, TextPair{"λ", "$\\lambda$"},
    TextPair{"μ", "$\\mu$"}, TextPair{"µ", "$\\mu$"}, TextPair{"ν", "$\\nu$"}, TextPair{"ξ", "$\\xi$"},
    TextPair{"π", "$\\pi$"}, TextPair{"ρ", "$\\rho$"}, TextPair{"σ", "$\\sigma$"}, TextPair{"τ", "$\\tau$"},
    TextPair{"φ", "$\\varphi$"}, TextPair{"χ", "$\\chi$"}, TextPair{"ψ", "$\\psi$"},
    TextPair{"ω", "$\\omega$"}, TextPair{"Δ", "$\\Delta$"}, TextPair{"Σ", "$\\Sigma$"},
    TextPair{"Ω", "$\\Omega$"}, TextPair{"Φ", "$\\Phi$"}, TextPair{"Θ", "$\\Theta$"},
    TextPair{"Λ", "$\\Lambda$"}};

} // namespace

std::string pgfplotsText(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto length = utf8Length(text);
        const auto sign = text.substr(0, std::max<std::size_t>(1, length));
        text.remove_prefix(sign.size());
        std::string_view written = sign;
        for (const auto& [plain, latex] : kLatexSigns)
            if (plain == sign)
                written = latex;
        const bool isControl = sign.size() == 1 && (unsigned(sign[0]) & 0xff) < 0x20 && written == sign;
        if (length == 0 || isControl)
            written = "?";
        out += written;
    }
    return out;
}

double estimatedPoints(const std::string& text, double fontPoints)
{
    const auto bytesOnly = std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; });
    return 0.55 * fontPoints * double(text.size() - std::size_t(bytesOnly));
}

double longestPoints(const std::vector<std::string>& texts, double fontPoints)
{
    double most = 0;
    for (const auto& text : texts)
        most = std::max(most, estimatedPoints(text, fontPoints));
    return most;
}

double tickStep(const AxisRange& range, double most)
{
    const double needed = (range.high - range.low) / std::clamp(most, 2.0, 6.0);
    const double power = std::pow(10, std::floor(std::log10(needed)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= needed)
            return step * power;
    return 10 * power;
}

} // namespace modalscope
