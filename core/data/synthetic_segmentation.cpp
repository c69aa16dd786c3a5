#include "core/data/synthetic_kinds.h"

#include <array>
#include <memory>
#include <numbers>

namespace modalscope {
namespace {

constexpr int kBorderLabel = 255;

/// What shows that a pixel belongs to a class, and the trace of it that the other picture has: what a network
/// that sees both pictures has no need of, and one that is left with a single picture can learn to use.
enum class Evidence {
    Colour, ///< another colour than the ground; slightly warmer
    Heat, ///< warmer than the ground; a tint of its colour
    ColourAndHeat, ///< both of one class and of another: each picture alone shows one of them clearly
    Texture ///< stripes of the ground's mean colour; faint ones of its heat
};

constexpr double kTraceOfColour = 0.17, kTraceOfHeat = 0.08, kTraceOfTexture = 0.2;

struct Look {
    std::string name;
    std::array<double, 3> colour = {0.42, 0.42, 0.42}; // the ground's
    double heat = 0; // above the ground
    double stripes = 0, period = 1, angle = 0; // height of the stripes, their width and direction
    double warmStripes = 0; // their height in heat
};

/// A colour with a hue added to it; `turn` goes around the colour wheel.
std::array<double, 3> tinted(std::array<double, 3> colour, double turn, double strength)
{
    for (std::size_t c = 0; c < 3; ++c)
        colour[c] += strength * std::cos(2 * std::numbers::pi * (turn - double(c) / 3));
    return colour;
}

Evidence evidenceOf(int label)
{
    static constexpr std::array cycle{
        Evidence::Colour, Evidence::Heat, Evidence::ColourAndHeat, Evidence::Texture};
    return cycle[std::size_t(label - 1) % cycle.size()];
}

/// Class 0 is the ground.
std::vector<Look> looksOf(int classes)
{
    const int colours = (classes + 2) / 4, heats = (classes + 1) / 4, textures = (classes - 1) / 4;
    const auto share = [](int turn, int of) { return of < 2 ? 0.0 : double(turn) / (of - 1); };
    std::vector<Look> looks(std::size_t(classes), Look{});
    looks[0].name = "ground";
    for (int label = 1; label < classes; ++label) {
        auto& look = looks[std::size_t(label)];
        const int turn = (label - 1) / 4; // how many have this evidence already
        const auto numbered = [&](const char* name) { return name + std::to_string(turn + 1); };
        switch (evidenceOf(label)) {
        case Evidence::Colour:
            look.name = numbered("colour ");
            look.colour = tinted(look.colour, double(turn) / std::max(1, colours), 0.16);
            look.heat = kTraceOfColour + 0.08 * share(turn, colours);
            break;
        case Evidence::Heat:
            look.name = numbered("heat ");
            look.colour = tinted(look.colour, (double(turn) + 0.5) / std::max(1, heats), kTraceOfHeat);
            look.heat = 0.38 + 0.3 * share(turn, heats);
            break;
        case Evidence::ColourAndHeat: {
            look.name = numbered("colour and heat ");
            const auto &coloured = looks[std::size_t(label - 2)], &hot = looks[std::size_t(label - 1)];
            for (std::size_t c = 0; c < 3; ++c)
                look.colour[c] = coloured.colour[c] + hot.colour[c] - look.colour[c];
            look.heat = coloured.heat + hot.heat;
            break;
        }
        case Evidence::Texture:
            look.name = numbered("texture ");
            look.stripes = 0.28;
            look.warmStripes = kTraceOfTexture;
            look.period = 3 + 0.5 * (turn % 3);
            look.angle = std::numbers::pi * turn / std::max(1, textures);
            break;
        }
    }
    return looks;
}

/// An ellipse or a rectangle, turned.
struct Body {
    int label = 0;
    bool isRound = true;
    double x = 0, y = 0, halfWidth = 1, halfHeight = 1, angle = 0;
    double phase = 0, warmth = 0; // of its stripes; beside its class's heat

    bool holds(double column, double row) const
    {
        const double along = (column - x) * std::cos(angle) + (row - y) * std::sin(angle);
        const double across = (row - y) * std::cos(angle) - (column - x) * std::sin(angle);
        const double u = along / halfWidth, v = across / halfHeight;
        return isRound ? u * u + v * v < 1 : std::abs(u) < 1 && std::abs(v) < 1;
    }
};

class Scenery {
public:
    Scenery(std::int64_t rows, std::int64_t columns, int classes)
        : m_rows(rows)
        , m_columns(columns)
        , m_looks(looksOf(classes))
    { }

    const std::vector<Look>& looks() const { return m_looks; }

    void paint(Random& random, std::span<float> rgb, std::span<float> thermal, std::span<float> labels) const
    {
        const auto bodies = drawBodies(random);
        std::vector<int> bodyAt(labels.size(), 0); // the last one drawn lies on top
        for (std::size_t b = 1; b < bodies.size(); ++b)
            stamp(bodies[b], int(b), bodyAt);
        const double light = random.uniform(0.6, 1.15), slope = random.uniform(-0.1, 0.1);
        const double air = random.uniform(0.12, 0.25), drift = random.uniform(-0.06, 0.06);
        const auto plane = std::size_t(m_rows * m_columns);
        for (std::int64_t y = 0; y < m_rows; ++y)
            for (std::int64_t x = 0; x < m_columns; ++x) {
                const auto at = std::size_t(y * m_columns + x);
                const auto& body = bodies[std::size_t(bodyAt[at])];
                const auto& look = m_looks[std::size_t(body.label)];
                const double height = double(y) / double(m_rows) - 0.5,
                             side = double(x) / double(m_columns) - 0.5;
                const double shine = light * (1 + slope * side);
                const double along = double(x) * std::cos(look.angle) + double(y) * std::sin(look.angle);
                const double stripe = std::sin(2 * std::numbers::pi * along / look.period + body.phase);
                for (std::size_t c = 0; c < 3; ++c)
                    rgb[c * plane + at] = quantized(
                        shine * (look.colour[c] + look.stripes * stripe) + 0.13 * random.normal());
                thermal[at] = quantized(air + drift * height + look.heat + body.warmth
                    + look.warmStripes * stripe + 0.12 * random.normal());
                labels[at] = isBorder(bodies, bodyAt, x, y) ? float(kBorderLabel) : float(body.label);
            }
    }

private:
    /// The first is the ground.
    std::vector<Body> drawBodies(Random& random) const
    {
        const auto shortSide = double(std::min(m_rows, m_columns));
        const auto longSide = double(std::max(m_rows, m_columns));
        const int count = std::min(64, int(std::lround(double(4 + random.below(4)) * longSide / shortSide)));
        std::vector<Body> bodies(1);
        for (int i = 0; i < count; ++i) {
            Body body;
            body.label = 1 + int(random.below(m_looks.size() - 1));
            body.isRound = random.below(2) == 0;
            body.x = random.uniform(0, double(m_columns));
            body.y = random.uniform(0, double(m_rows));
            body.halfWidth = shortSide * random.uniform(0.1, 0.22);
            body.halfHeight = shortSide * random.uniform(0.1, 0.22);
            body.angle = random.uniform(0, std::numbers::pi);
            body.phase = random.uniform(0, 2 * std::numbers::pi);
            body.warmth = m_looks[std::size_t(body.label)].heat > 0 ? random.uniform(-0.03, 0.03) : 0;
            bodies.push_back(body);
        }
        return bodies;
    }

    void stamp(const Body& body, int number, std::vector<int>& bodyAt) const
    {
        const double reach = std::hypot(body.halfWidth, body.halfHeight);
        const auto place = [](double value, std::int64_t size) {
            return std::clamp<std::int64_t>(std::int64_t(std::floor(value)), 0, size);
        };
        for (auto y = place(body.y - reach, m_rows); y < place(body.y + reach + 2, m_rows); ++y)
            for (auto x = place(body.x - reach, m_columns); x < place(body.x + reach + 2, m_columns); ++x)
                if (body.holds(double(x), double(y)))
                    bodyAt[std::size_t(y * m_columns + x)] = number;
    }

    bool isBorder(
        const std::vector<Body>& bodies, const std::vector<int>& bodyAt, std::int64_t x, std::int64_t y) const
    {
        const auto labelAt = [&](std::int64_t column, std::int64_t row) {
            return bodies[std::size_t(bodyAt[std::size_t(row * m_columns + column)])].label;
        };
        const int own = labelAt(x, y);
        return (x > 0 && labelAt(x - 1, y) != own) || (x + 1 < m_columns && labelAt(x + 1, y) != own)
            || (y > 0 && labelAt(x, y - 1) != own) || (y + 1 < m_rows && labelAt(x, y + 1) != own);
    }

    std::int64_t m_rows, m_columns;
    std::vector<Look> m_looks;
};

} // namespace

SyntheticKind segmentationKind(std::int64_t rows, std::int64_t columns, int classes)
{
    SyntheticKind kind;
    kind.name = "segmentation";
    kind.description
        = "objects on grey ground; rgb shows those of another colour or texture, thermal those that are "
          "warmer; objects of \"colour and heat\" have the colour of one class and the heat of another; "
          "what one picture shows clearly leaves a faint trace in the other; borders between classes are "
          "ignored";
    kind.arguments = " --rows " + std::to_string(rows) + " --columns " + std::to_string(columns)
        + " --classes " + std::to_string(classes);
    kind.task = Task::Segmentation;
    kind.modalities = {{"rgb", ModalityKind::Image, {3, rows, columns}, "uint8", 1.0 / 255, 0},
        {"thermal", ModalityKind::Image, {1, rows, columns}, "uint8", 1.0 / 255, 0}};
    auto scenery = std::make_shared<Scenery>(rows, columns, classes);
    for (const auto& look : scenery->looks())
        kind.classNames.push_back(look.name);
    kind.labelShape = {rows, columns};
    kind.ignoreLabel = kBorderLabel;
    kind.train = 280;
    kind.valid = 40;
    kind.test = 80;
    kind.leastTrain = 2;
    kind.paint = [scenery](Random& draw, const std::vector<std::span<float>>& modalities,
                     std::span<float> labels) { scenery->paint(draw, modalities[0], modalities[1], labels); };
    return kind;
}

} // namespace modalscope
