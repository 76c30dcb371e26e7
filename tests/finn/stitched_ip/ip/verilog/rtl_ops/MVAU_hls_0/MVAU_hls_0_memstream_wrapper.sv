// Streams the words of a file over and over.
module MVAU_hls_0_memstream_wrapper #(
    parameter INIT_FILE = ""
) (
    input logic clk,
    input logic rst,
    output logic [7:0] odat,
    output logic ovld,
    input logic ordy
);
  typedef struct {logic [2:0] at;} place_t;
  logic [3:0] words[6];
  place_t place;
  initial $readmemh(INIT_FILE, words);
  assign odat = 8'(words[place.at]);
  always_ff @(posedge clk) begin
    ovld <= !rst;
    if (rst) place <= 0;
    else if (ovld && ordy) place <= place.at == 5 ? 0 : place.at + 1;
  end
endmodule
