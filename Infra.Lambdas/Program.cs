using Infra.Lambdas;

await Function.RunAsync();
