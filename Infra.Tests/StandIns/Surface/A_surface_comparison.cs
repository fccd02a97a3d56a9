using Infra.StandIns.Surface;

namespace Infra.Tests.StandIns.Surface;

public sealed class A_surface_comparison
{
    [Fact]
    public void names_each_member_that_the_list_does_not_have()
    {
        string[] list = ["A.B: class : System.IDisposable", "A.B::public int Size { get; }", "A.B::public void Run(string name)"];

        var beyond = Comparison.Beyond(["A.B: class", "A.B::public int Size { get; }", "A.B::public void Run(string? name)", "A.C: class"], list);

        Assert.Equal(["A.B::public void Run(string? name)", "A.C: class"], beyond);
    }

    [Fact]
    public void reads_nullability_generics_defaults_and_accessors_off_an_assembly()
    {
        using var folder = new AssemblyFolder(AppContext.BaseDirectory);
        var surface = PublicSurface.Of(folder.Load(typeof(Sample).Assembly.GetName().Name!)).Where(line => line.Contains(nameof(Sample), StringComparison.Ordinal)).ToList();

        const string type = "Infra.Tests.StandIns.Surface.A_surface_comparison.Sample";
        Assert.Contains($"{type}: sealed class : IDisposable", surface);
        Assert.Contains($"{type}::public .ctor(string? name = null, int count = 3)", surface);
        Assert.Contains($"{type}::public string Name {{ get; init; }}", surface);
        Assert.Contains($"{type}::public Task<Dictionary<string, int?>> RunAsync<T>(T item, params string?[] names) where T : class, new()", surface);
        Assert.DoesNotContain(surface, line => line.Contains("Hidden", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Lib.Key", "get_Size", "", "Lib.Key::public int Size { get; protected set; }")]
    [InlineData("Lib.Key", "set_Size", "int", "Lib.Key::public int Size { get; protected set; }")]
    [InlineData("Lib.Key", ".ctor", "byte[], Lib.Mode", "Lib.Key::public .ctor(byte[] data, Lib.Mode mode = 0)")]
    [InlineData("Lib.Key", "Sign", "byte[], int", "Lib.Key::public virtual byte[]? Sign(byte[] data, int offset)")]
    [InlineData("Lib.Key", "Items", "IEnumerable<!0>", "Lib.Key::public static void Items(IEnumerable<T> items)")]
    [InlineData("Lib.Key", "Algorithm", null, "Lib.Key::public static readonly string Algorithm")]
    [InlineData("Lib.SubKey", "Sign", "byte[], int", "Lib.Key::public virtual byte[]? Sign(byte[] data, int offset)")]
    public void finds_the_line_that_a_compiled_reference_means(string type, string name, string? parameters, string line) =>
        Assert.Contains(line, new ReferenceMatcher(SampleList).Find(new MemberReferenceKey(type, name, parameters)) ?? []);

    [Theory]
    [InlineData("Lib.Key", "Sign", "byte[]")]
    [InlineData("Lib.Key", "Verify", "byte[]")]
    [InlineData("Lib.Gone", ".ctor", "")]
    public void finds_no_line_for_a_member_that_the_list_lacks(string type, string name, string parameters) =>
        Assert.Null(new ReferenceMatcher(SampleList).Find(new MemberReferenceKey(type, name, parameters)));

    [Fact]
    public void reads_the_references_of_a_compiled_assembly()
    {
        var references = MemberReferences.Of(typeof(A_surface_comparison).Assembly.Location, name => name == "System.Reflection.MetadataLoadContext");

        Assert.Contains(references, reference => reference.ToString() == "System.Reflection.MetadataLoadContext::LoadFromAssemblyPath(string)");
    }

    private static readonly string[] SampleList =
    [
        "Lib.Key: class",
        "Lib.Key::public .ctor(byte[] data, Lib.Mode mode = 0)",
        "Lib.Key::public int Size { get; protected set; }",
        "Lib.Key::public virtual byte[]? Sign(byte[] data, int offset)",
        "Lib.Key::public static void Items(IEnumerable<T> items)",
        "Lib.Key::public static readonly string Algorithm",
        "Lib.SubKey: sealed class : Lib.Key, IDisposable",
    ];

    /// <summary>Something to read off.</summary>
    public sealed class Sample(string? name = null, int count = 3) : IDisposable
    {
        public string Name { get; init; } = name ?? $"{count}";

        internal string Hidden => Name;

        public Task<Dictionary<string, int?>> RunAsync<T>(T item, params string?[] names) where T : class, new() =>
            Task.FromResult(new Dictionary<string, int?> { [Hidden] = names.Length });

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
