namespace Infra.Tests;

/// <summary>Tests that use Pulumi's deployment instance, of which a process has one: they run one after the other.</summary>
[CollectionDefinition("pulumi", DisableParallelization = true)]
public sealed class PulumiCollection;
