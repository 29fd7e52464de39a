#include "core.h"

#include "seed_catalogue.h"

/* clang-format off */
const struct department seed_science[DEPTS_SCIENCE] = {
	{ "CS", "Computer Science", "Problem set", {
	{ 101, 4, "Programming",
	  "Thinking in programs: values, functions, recursion, loops and data, "
	  "learnt by writing a new small program every week." },
	{ 110, 3, "Discrete Structures",
	  "Logic, sets, relations, counting and graphs: the mathematics that "
	  "programs are made of, with proofs that you write yourself." },
	{ 130, 3, "The Web from Below",
	  "What happens between a click and a page: addresses, HTTP, HTML, "
	  "cookies, caches, and how each of them has gone wrong." },
	{ 215, 3, "Databases",
	  "From tables and keys to transactions, indexes and query plans. The "
	  "project is a schema that survives a semester of changed minds." },
	{ 240, 4, "Computer Architecture",
	  "How instructions become electricity: pipelines, caches, memory and "
	  "the price of a branch. With a processor of your own on an FPGA." },
	{ 260, 3, "Human-Computer Interaction",
	  "Watching people use things, and making them better. Interviews, "
	  "prototypes on paper, accessibility, experiments with real users." },
	{ 301, 4, "Algorithms and Data Structures",
	  "Sorting, searching, hashing, trees, shortest paths, and the art of "
	  "saying why an algorithm is right and how long it takes." },
	{ 330, 4, "Theory of Computation",
	  "Automata, grammars, Turing machines and complexity: what can be "
	  "computed at all, and what nobody can compute in time." } } },
	{ "MATH", "Mathematics", "Problem set", {
	{ 101, 4, "Calculus",
	  "Limits, derivatives and integrals of one variable, with motion, "
	  "growth and area as companions. Weekly exercise classes." },
	{ 120, 4, "Linear Algebra",
	  "Vectors, matrices, determinants and eigenvalues, and the many "
	  "questions that turn out to be systems of equations." },
	{ 140, 3, "Proofs and Refutations",
	  "How mathematicians find out that something is true, and how they "
	  "find out that it is not. Reading, arguing and writing in English." },
	{ 210, 3, "Number Theory",
	  "Primes, congruences and Diophantine equations, up to the public-key "
	  "cryptography that pays for your coffee." },
	{ 225, 3, "Geometry",
	  "Euclid, symmetry, projective and hyperbolic planes. Ruler, compass "
	  "and a little software." },
	{ 250, 3, "Numerical Methods",
	  "Getting numbers out of equations that have no formula: iteration, "
	  "interpolation, quadrature, and the errors in each." },
	{ 301, 4, "Real Analysis",
	  "Calculus again, with nothing taken on trust: convergence, "
	  "continuity, measure, and the counterexamples that made it necessary." },
	{ 320, 4, "Abstract Algebra",
	  "Groups, rings and fields, from the symmetries of a square to the "
	  "equations of degree five that cannot be solved." } } },
	{ "PHYS", "Physics", "Problem set", {
	{ 101, 4, "Mechanics",
	  "Motion, force, energy and rotation. Lectures with experiments, and "
	  "a laboratory in which the data is never quite as the book says." },
	{ 110, 4, "Electricity and Magnetism",
	  "Charges, fields, currents and waves, ending with Maxwell's four "
	  "equations and the light that follows from them." },
	{ 125, 3, "Physics of Music",
	  "Strings, pipes, drums, halls and ears: acoustics for people who "
	  "play, sing or listen. School mathematics is enough." },
	{ 205, 3, "Thermodynamics",
	  "Heat, work and entropy, why engines cannot be perfect, and why time "
	  "has a direction." },
	{ 220, 3, "Optics",
	  "Lenses, interference, polarization and lasers, half of it in the "
	  "dark room." },
	{ 240, 3, "Modern Physics",
	  "Relativity, atoms, nuclei: the twenty-five years that changed what "
	  "physicists mean by here and now." },
	{ 310, 4, "Classical Mechanics",
	  "Lagrange, Hamilton and symmetry: mechanics as it is needed for "
	  "everything that came after it." },
	{ 330, 4, "Quantum Mechanics",
	  "States, operators and measurement; the hydrogen atom, spin, and what "
	  "entanglement is and is not good for." } } },
	{ "CHEM", "Chemistry", "Lab report", {
	{ 101, 4, "General Chemistry",
	  "Atoms, bonds, reactions and equilibria, with a laboratory every "
	  "week. Goggles are lent; patience is not." },
	{ 115, 4, "Organic Chemistry",
	  "The chemistry of carbon, by mechanism rather than by heart: who "
	  "gives electrons, who takes them, and what is left." },
	{ 130, 3, "Chemistry in the Kitchen",
	  "Emulsions, browning, fermentation and foams. Every experiment may "
	  "be eaten, and some should not be." },
	{ 210, 3, "Analytical Chemistry",
	  "Titration, spectroscopy and chromatography: how much of what is in "
	  "there, and how sure are you." },
	{ 230, 3, "Inorganic Chemistry",
	  "Symmetry, crystal fields and the colours of the transition metals." },
	{ 255, 3, "Materials Chemistry",
	  "Polymers, glasses, batteries and catalysts: making things that have "
	  "the property you need." },
	{ 305, 4, "Physical Chemistry",
	  "Thermodynamics, kinetics and quantum chemistry, and the instruments "
	  "that let us watch single molecules." },
	{ 320, 4, "Organic Synthesis",
	  "Planning a molecule backwards from its end. Twelve total syntheses, "
	  "read closely, and one of your own on paper." } } },
	{ "BIO", "Biology", "Lab report", {
	{ 101, 4, "Cell Biology",
	  "Membranes, motors, signals and division: the life of a cell, seen "
	  "through the microscope you will use every week." },
	{ 110, 4, "Genetics",
	  "From Mendel's peas to genome editing. Crosses with fruit flies, and "
	  "the arithmetic that goes with them." },
	{ 125, 3, "Birds of the Region",
	  "Recognizing sixty species by sight and song. Field trips at dawn; "
	  "binoculars are lent." },
	{ 205, 3, "Ecology",
	  "Populations, communities and the flow of energy, with two weekends "
	  "in the wetlands." },
	{ 220, 3, "Microbiology",
	  "Bacteria, viruses and fungi: growing them, naming them, and keeping "
	  "them where they belong." },
	{ 240, 3, "Plant Biology",
	  "How plants eat light, drink against gravity and talk to fungi." },
	{ 305, 4, "Molecular Biology",
	  "Replication, transcription, translation and how each is controlled; "
	  "cloning a gene from end to end." },
	{ 315, 4, "Evolution",
	  "Selection, drift and speciation, reconstructed from sequences on "
	  "your own computer." } } },
	{ "STAT", "Statistics", "Exercise", {
	{ 101, 3, "Statistics",
	  "Describing data, drawing it honestly, and saying how sure one may "
	  "be. For everybody who will ever read a newspaper." },
	{ 115, 4, "Probability",
	  "Chance, expectation and the laws of large numbers, with dice, "
	  "queues, genes and elections." },
	{ 130, 3, "Data Visualization",
	  "Charts that tell the truth: perception, colour, maps, and the long "
	  "history of misleading axes." },
	{ 205, 3, "Sampling and Surveys",
	  "Whom to ask, how to ask, and what to do about those who do not "
	  "answer." },
	{ 220, 3, "Regression",
	  "Lines through clouds, what they mean, and the seven ways in which "
	  "they deceive." },
	{ 245, 3, "Design of Experiments",
	  "Randomization, blocking and factorials, from agriculture to web "
	  "pages." },
	{ 310, 4, "Statistical Inference",
	  "Likelihood, tests, intervals and Bayes' rule, with the theory "
	  "behind the recipes." },
	{ 325, 4, "Stochastic Processes",
	  "Random walks, Markov chains and Poisson arrivals: chance that "
	  "unfolds in time." } } },
	{ "ENV", "Environmental Science", "Field report", {
	{ 101, 3, "Earth and Climate",
	  "The atmosphere, the oceans and the ice, how we know their past, and "
	  "what the models say about their future." },
	{ 110, 3, "Water",
	  "Rivers, aquifers, treatment and law: where a city's water comes "
	  "from and where it goes." },
	{ 125, 3, "Cities and Nature",
	  "Heat, trees, foxes and gardens: ecology within walking distance." },
	{ 210, 3, "Soil Science",
	  "The thin skin that feeds us: formation, life, erosion and repair. "
	  "Bring boots." },
	{ 225, 3, "Environmental Policy",
	  "Taxes, bans, permits and treaties: what has worked, for whom, and "
	  "at what price." },
	{ 240, 3, "Remote Sensing",
	  "Reading landscapes from satellites: spectra, indices, change, and "
	  "the mistakes of clouds." },
	{ 305, 4, "Climate Modelling",
	  "From an energy balance on one page to running a small general "
	  "circulation model." },
	{ 315, 3, "Hydrology",
	  "Measuring, modelling and forecasting floods and droughts." } } },
	{ "GEO", "Geology", "Field report", {
	{ 101, 4, "Physical Geology",
	  "Minerals, rocks, plates and time. You will know what you stand on." },
	{ 110, 3, "History of Life",
	  "Four billion years in fourteen weeks, with fossils in your hand." },
	{ 120, 3, "Volcanoes and Earthquakes",
	  "Why the ground moves, what warns of it, and how people live with "
	  "it." },
	{ 215, 3, "Mineralogy",
	  "Crystals under the polarizing microscope: structure, chemistry, "
	  "identification." },
	{ 230, 3, "Maps and Field Methods",
	  "Compass, hammer, notebook: ten days of mapping, and the report." },
	{ 245, 3, "Oceanography",
	  "Currents, tides, sediments and the floor of the sea." },
	{ 305, 4, "Structural Geology",
	  "Folds, faults and the forces that made them." },
	{ 320, 3, "Paleontology",
	  "Form, function and phylogeny of extinct animals and plants." } } },
	{ "ASTR", "Astronomy", "Observation", {
	{ 101, 3, "The Night Sky",
	  "Constellations, planets, phases and eclipses, on the roof whenever "
	  "it is clear." },
	{ 110, 4, "Stars and Galaxies",
	  "How stars are born, shine and die, and what they build together." },
	{ 120, 3, "Life in the Universe",
	  "Habitable worlds, the origin of life, and how one might find out." },
	{ 210, 3, "The Solar System",
	  "Planets, moons, comets and the spacecraft that went there." },
	{ 225, 3, "Observational Astronomy",
	  "Telescopes, detectors and photometry. You will measure a variable "
	  "star." },
	{ 240, 3, "History of Astronomy",
	  "Babylon, Alexandria, Samarkand, Prague: how the sky was understood." },
	{ 305, 4, "Cosmology",
	  "The expanding universe, its first minutes, and the nine tenths of "
	  "it that we cannot see." },
	{ 320, 4, "Stellar Physics",
	  "Structure, nucleosynthesis and the ends of stars." } } },
};
/* clang-format on */
